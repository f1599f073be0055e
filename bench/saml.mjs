import { isSsoError } from 'ssokit'
import { verifyResponse } from 'ssokit/saml'
import { hostileMessages, unfittingKeys } from './lib/saml-hostile.mjs'
import { honestMessage, messageOfSize } from './lib/saml-messages.mjs'
import { byNodeSaml, bySamlify, bySsokit, floor } from './lib/saml-verifiers.mjs'
import { microsecondsPerCall } from './lib/timing.mjs'

export const title =
  'one SAML response, median of 15 rounds in turns; the ratio is ssokit’s time to the one beside it'

/** The highest ratios of design.md, section 9, by the number of groups. */
const budgets = new Map([
  [1, { floor: 2, 'node-saml': 1 / 25, samlify: 1 / 40 }],
  [50, {}],
  [500, { 'node-saml': 1 / 25 }],
])
const GROWTH_BUDGET = 11
const HOSTILE_BUDGET = 1

/** Bytes; each is compared with ten times as many. */
const growingSizes = [7000, 25_000, 70_000]
const HOSTILE_BYTES = 256_000

/** @typedef {import('./lib/saml-messages.mjs').Message} Message */
/** @typedef {{ name: string, bytes: number, microseconds: number | undefined }} Measured */

export async function measure() {
  const rows = []
  for (const [groups, budget] of budgets) rows.push(...(await besideOthers(groups, false, budget)))
  for (const groups of budgets.keys()) rows.push(...(await besideOthers(groups, true, {})))
  for (const bytes of growingSizes) rows.push(await besideTenthOfSize(bytes))
  const signed = messageOfSize(HOSTILE_BYTES)
  rows.push(...(await besideHonest(signed, hostileMessages(signed))))
  const encrypted = messageOfSize(HOSTILE_BYTES, { isEncrypted: true })
  rows.push(...(await besideHonest(encrypted, [unfittingKeys(encrypted)])))
  return rows
}

/**
 * @param {number} groups
 * @param {boolean} isEncrypted
 * @param {Readonly<Record<string, number>>} budget
 */
async function besideOthers(groups, isEncrypted, budget) {
  const message = honestMessage(groups, { isEncrypted })
  const calls = {
    ssokit: bySsokit(message),
    floor: floor(message),
    'node-saml': byNodeSaml(message),
    samlify: bySamlify(message),
  }
  for (const [name, call] of Object.entries(calls)) {
    if ((await call()) !== groups) throw new Error(`${name} does not find ${groups} groups.`)
  }
  const { ssokit, ...others } = await microsecondsPerCall(calls)
  const name = `${isEncrypted ? 'encrypted' : 'signed'}, ${groups === 1 ? '1 group' : `${groups} groups`}`
  const ours = { name, bytes: message.xml.length, microseconds: ssokit }
  return Object.entries(others).map(([other, time]) => row(ours, other, time, budget[other]))
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
