import { createHash } from 'node:crypto'
import type { MockSignatureAlgorithm } from './algorithm-names.ts'
import { algorithmOf, hashOf, verifyOctets } from './algorithms.ts'
import { publicKeyOf } from './keys.ts'
import { readPlainXml, textOf } from './read.ts'
import { inflated, type MessageParameter } from './redirect.ts'
import { attributeOf, childNamed, childrenNamed, removeAt } from './tree.ts'
import { ENVELOPED, EXCLUSIVE } from './uris.ts'
import { canonicalXml } from './write.ts'
import type { MockElement } from './xml.ts'

/** Where a browser is sent: an address, or a form with its fields. */
export interface MockStart {
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
}

/** A message of a service provider. */
export interface ReceivedMessage {
  readonly root: MockElement
  readonly xml: string
  readonly relayState: string | undefined
  readonly binding: 'redirect' | 'post'
  /** Where it was sent to, without the query. */
  readonly address: string
  /** Whether one of these certificates made a signature that covers all of it. */
  isSignedBy(certificates: readonly string[]): boolean
  readonly hasSignature: boolean
}

/** @throws {Error} where the message cannot be read */
export function receive(
  start: string | URL | MockStart,
  parameter: MessageParameter,
): ReceivedMessage {
  const { url, fields } =
    typeof start === 'string' || start instanceof URL ? { url: String(start) } : start
  const address = url.replace(/[?#].*$/, '')
  if (fields) return receivePost(fields, address, parameter)
  const raw = new Map<string, string>()
  for (const pair of (/\?([^#]*)/.exec(url)?.[1] ?? '').split('&')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/.exec(pair) ?? []
    if (raw.has(name)) throw new Error(`the parameter ${name} was sent twice`)
    raw.set(name, value)
  }
  const value = (name: string) => {
    const found = raw.get(name)
    return found === undefined ? undefined : decodeURIComponent(found.replaceAll('+', ' '))
  }
  const xml = inflated(value(parameter) ?? '')
  const relayState = value('RelayState')
  return {
    root: readPlainXml(xml),
    ...{ xml, relayState, address, binding: 'redirect' },
    hasSignature: raw.has('Signature'),
    isSignedBy(certificates) {
      const algorithm = algorithmOf(value('SigAlg') ?? '')
      const octets = [parameter, 'RelayState', 'SigAlg'].flatMap((name) =>
        raw.has(name) ? [`${name}=${raw.get(name)}`] : [],
      )
      const signature = Buffer.from(value('Signature') ?? '', 'base64')
      return isSignedByOne(algorithm, octets.join('&'), signature, certificates)
    },
  }
}

function receivePost(
  fields: Readonly<Record<string, string>>,
  address: string,
  parameter: MessageParameter,
): ReceivedMessage {
  const xml = Buffer.from(fields[parameter] ?? '', 'base64').toString()
  const root = readPlainXml(xml)
  return {
    ...{ root, xml, address, binding: 'post' as const },
    relayState: fields.RelayState,
    hasSignature: childrenNamed(root, 'ds:Signature').length > 0,
    isSignedBy: (certificates) => isEnvelopedSigned(root, certificates),
  }
}

/** The enveloped signature of a document element, over the exclusive canonical form and nothing else. */
export function isEnvelopedSigned(root: MockElement, certificates: readonly string[]): boolean {
  const signature = childNamed(root, 'ds:Signature')
  const signedInfo = childNamed(signature, 'ds:SignedInfo')
  const reference = childNamed(signedInfo, 'ds:Reference')
  const algorithmIn = (parent: MockElement, name: string) =>
    attributeOf(childNamed(parent, name), 'Algorithm') ?? ''
  const hash = hashOf(algorithmIn(reference, 'ds:DigestMethod'))
  const transforms = childrenNamed(childNamed(reference, 'ds:Transforms'), 'ds:Transform')
  const [enveloped, ...others] = transforms.map((one) => attributeOf(one, 'Algorithm'))
  const canonicalizations = [algorithmIn(signedInfo, 'ds:CanonicalizationMethod'), ...others]
  if (
    hash === undefined ||
    hash === 'sha1' ||
    transforms.length !== 2 ||
    enveloped !== ENVELOPED ||
    attributeOf(reference, 'URI') !== `#${attributeOf(root, 'ID')}` ||
    canonicalizations.some((uri) => uri !== EXCLUSIVE)
  ) {
    return false
  }
  const content = canonicalXml(removeAt(root, 'ds:Signature'))
  const digest = createHash(hash).update(content).digest('base64')
  if (digest !== textOf(childNamed(reference, 'ds:DigestValue')).trim()) return false
  const algorithm = algorithmOf(algorithmIn(signedInfo, 'ds:SignatureMethod'))
  const value = Buffer.from(textOf(childNamed(signature, 'ds:SignatureValue')), 'base64')
  return isSignedByOne(algorithm, canonicalXml(signedInfo), value, certificates)
}

function isSignedByOne(
  algorithm: MockSignatureAlgorithm | undefined,
  octets: string,
  signature: Uint8Array,
  certificates: readonly string[],
): boolean {
  if (algorithm === undefined || algorithm.endsWith('sha1')) return false
  return certificates.some((certificate) =>
    verifyOctets(algorithm, octets, publicKeyOf(certificate), signature),
  )
}
