import { defaultAlgorithm } from './algorithms.ts'
import { logoutDefects, type SamlLogoutDefect } from './defects/logout.ts'
import type { MockKeyPair } from './key-pair.ts'
import { privateKeyOf } from './keys.ts'
import {
  type LogoutRequestFacts,
  logoutRequestOf,
  type LogoutResponseFacts,
  logoutResponseOf,
} from './logout-xml.ts'
import { type MessageParameter, redirectQuery } from './redirect.ts'
import { base64, honestOrder, signed } from './sign.ts'
import { writeXml } from './write.ts'
import type { MockElement } from './xml.ts'

/** One logout message in both bindings. */
export interface MadeLogoutMessage {
  /** With its signature in it. */
  readonly xml: string
  /** The form value of the POST binding. */
  readonly form: string
  /** The query of the redirect binding, signed and without `?`. */
  readonly query: string
}

export interface LogoutOrder {
  readonly parameter: MessageParameter
  readonly unsigned: MockElement
  readonly key: MockKeyPair
  readonly relayState: string | undefined
  readonly defects: readonly SamlLogoutDefect[]
}

type Unsigned = Pick<LogoutOrder, 'parameter' | 'unsigned'>

export const requestOrder = (facts: LogoutRequestFacts): Unsigned => ({
  parameter: 'SAMLRequest',
  unsigned: logoutRequestOf(facts),
})
export const responseOrder = (facts: LogoutResponseFacts): Unsigned => ({
  parameter: 'SAMLResponse',
  unsigned: logoutResponseOf(facts),
})

/** Makes the message step by step, with every defect taking part in each step. */
export function makeLogoutMessage(order: LogoutOrder): MadeLogoutMessage {
  const defects = order.defects
    .map((name) => logoutDefects[name])
    .filter(({ only }) => only === undefined || only === order.parameter)
  const { key, signature } = defects.reduce(
    (current, defect) => ({ ...current, ...defect.signing?.(current) }),
    { key: order.key as MockKeyPair | undefined, signature: honestOrder(order.key) },
  )
  const said = defects.reduce((one, defect) => defect.says?.(one) ?? one, order.unsigned)
  const complete = key ? signed(said, { ...signature, key }) : said
  const message = defects.reduce((one, defect) => defect.message?.(one) ?? one, complete)
  const xml = writeXml(message)
  const algorithm = defaultAlgorithm(privateKeyOf(order.key))
  const redirect = {
    parameter: order.parameter,
    relayState: order.relayState,
    key,
    algorithm: defects.find((defect) => defect.algorithm)?.algorithm ?? algorithm,
  }
  const query = defects.reduce(
    (text, defect) => defect.query?.(text, { ...redirect, xml: writeXml(said) }) ?? text,
    redirectQuery({ ...redirect, xml: writeXml(said) }),
  )
  return { xml, form: base64(Buffer.from(xml)), query }
}
