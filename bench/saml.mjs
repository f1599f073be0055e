import { isSsoError } from 'ssokit'
import { verifyResponse } from 'ssokit/saml'
import { hostileMessages, unfittingKeys } from './lib/saml-hostile.mjs'
import { honestMessage, messageOfSize } from './lib/saml-messages.mjs'
import { byNodeSaml, bySamlify, bySsokit, floor } from './lib/saml-verifiers.mjs'
import { measured, microsecondsPerCall } from './lib/timing.mjs'

export const title = `one SAML response: ${measured}; the ratio is ssokit’s to the one beside it`

/**
 * The usual answer, and those of people in many and in very many groups, with the highest ratios that the
 * design allows.
 *
 * @type {readonly { groups: number, isEncrypted?: boolean, budget?: Readonly<Record<string, number>> }[]}
 */
const cases = [
  { groups: 1, budget: { floor: 2, 'node-saml': 1 / 25, samlify: 1 / 40 } },
  { groups: 50 },
  { groups: 500, budget: { 'node-saml': 1 / 25 } },
  { groups: 1, isEncrypted: true },
  { groups: 50, isEncrypted: true },
  { groups: 500, isEncrypted: true },
]
const GROWTH_BUDGET = 11
const HOSTILE_BUDGET = 1

/** Bytes; each is compared with ten times as many. */
const growingSizes = [7000, 25_000, 70_000]
const HOSTILE_BYTES = 256_000
/** Of these nearly all is cryptography. */
const SMALL_BYTES = 14_000

/** @typedef {import('./lib/saml-messages.mjs').Message} Message */
/** @typedef {{ name: string, bytes: number, microseconds: number | undefined }} Measured */

export async function measure() {
  // Thrown away: otherwise the first rows bear the cost of compiling everything.
  for (const one of cases) await besideAnother('floor', floor, one)
  const rows = []
  for (const one of cases) rows.push(await besideAnother('floor', floor, one))
  for (const bytes of growingSizes) rows.push(await besideTenthOfSize(bytes))
  const signed = messageOfSize(HOSTILE_BYTES)
  rows.push(...(await besideHonest(signed, await hostileMessages(signed))))
  for (const bytes of [HOSTILE_BYTES, SMALL_BYTES]) {
    const encrypted = messageOfSize(bytes, { isEncrypted: true })
    rows.push(...(await besideHonest(encrypted, [unfittingKeys(encrypted)])))
  }
  // Last, since what they leave behind in memory slows down whoever runs in turns with them.
  for (const one of cases) {
    rows.push(await besideAnother('node-saml', byNodeSaml, one))
    rows.push(await besideAnother('samlify', bySamlify, one))
  }
  return rows
}

/**
 * @param {string} name
 * @param {(message: Message) => () => Promise<number | undefined>} verifierOf
 * @param {(typeof cases)[number]} options
 */
async function besideAnother(name, verifierOf, { groups, isEncrypted = false, budget = {} }) {
  const message = honestMessage(groups, { isEncrypted })
  const calls = { ssokit: bySsokit(message), other: verifierOf(message) }
  for (const [verifier, call] of Object.entries(calls)) {
    if ((await call()) !== groups) throw new Error(`${verifier} does not find ${groups} groups.`)
  }
  const { ssokit, other } = await microsecondsPerCall(calls)
  const kind = `${isEncrypted ? 'encrypted' : 'signed'}, ${groups} ${groups === 1 ? 'group' : 'groups'}`
  const ours = { name: kind, bytes: message.xml.length, microseconds: ssokit }
  return row(ours, name, other, budget[name])
}

/** @param {number} bytes */
async function besideTenthOfSize(bytes) {
  const [small, large] = [messageOfSize(bytes), messageOfSize(bytes * 10)]
  const times = await microsecondsPerCall({ small: bySsokit(small), large: bySsokit(large) })
  const ours = { name: 'ten times as long', bytes: large.xml.length, microseconds: times.large }
  return row(ours, `${small.xml.length} bytes`, times.small, GROWTH_BUDGET)
}

/**
 * @param {Message} honest
 * @param {readonly import('./lib/saml-hostile.mjs').HostileMessage[]} hostile
 */
async function besideHonest(honest, hostile) {
  /** @type {Record<string, () => Promise<unknown>>} */
  const calls = { honest: bySsokit(honest) }
  for (const { name, samlResponse, code } of hostile) {
    calls[name] = async () => {
      const error = await verifyResponse(samlResponse, honest.expected).catch((thrown) => thrown)
      if (!isSsoError(error, code)) throw new Error(`${name} is not refused as ${code}`)
    }
  }
  const times = await microsecondsPerCall(calls)
  return hostile.map(({ name, samlResponse }) => {
    const bytes = Buffer.from(samlResponse, 'base64').length
    const ours = { name: `hostile: ${name}`, bytes, microseconds: times[name] }
    return row(ours, 'honest, same size', times.honest, HOSTILE_BUDGET)
  })
}

/**
 * @param {Measured} ours
 * @param {string} beside
 * @param {number} [time]
 * @param {number} [budget]
 */
function row({ name, bytes, microseconds = Number.NaN }, beside, time = Number.NaN, budget) {
  const ratio = microseconds / time
  return {
    message: name,
    bytes: String(bytes),
    ssokit: `${microseconds.toFixed(0)} µs`,
    beside,
    takes: `${time.toFixed(0)} µs`,
    ratio: asRatio(ratio),
    budget: budget === undefined ? '' : asRatio(budget),
    met: budget === undefined ? '' : ratio <= budget ? 'yes' : 'no',
  }
}

/** @param {number} ratio */
function asRatio(ratio) {
  return ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2)
}
