import { deflateRawSync } from 'node:zlib'
import { signatureUri, signOctets } from '../algorithms.ts'
import { randomId } from '../facts.ts'
import { privateKeyOf } from '../keys.ts'
import type { LogoutVariation } from '../logout-variation.ts'
import { type RedirectOrder, redirectQuery } from '../redirect.ts'
import { base64 } from '../sign.ts'

/** The query of the redirect binding: rule S23. */
export type RedirectDefect =
  | 'redirect_parameter_twice'
  | 'redirect_parameter_unknown'
  | 'redirect_both_messages'
  | 'redirect_signature_missing'
  | 'redirect_signature_empty'
  | 'redirect_algorithm_missing'
  | 'redirect_algorithm_unknown'
  | 'redirect_relay_state_changed'
  | 'redirect_relay_state_added'
  | 'redirect_message_exchanged'
  | 'redirect_encoded_in_lower_case'
  | 'redirect_signed_in_other_order'
  | 'redirect_not_deflated'
  | 'redirect_inflates_to_100_mb'

/** Octets that compress to a thousandth. */
const BOMB = 100 * 1024 * 1024

const again = (text: string, name: string) =>
  text.split('&').find((pair) => pair.startsWith(`${name}=`)) ?? ''
const without = (text: string, name: string) =>
  text
    .split('&')
    .filter((pair) => !pair.startsWith(`${name}=`))
    .join('&')
const withValue = (text: string, name: string, value: string) =>
  text.replace(new RegExp(`(^|&)${name}=[^&]*`), `$1${name}=${encodeURIComponent(value)}`)

function query(
  description: string,
  change: NonNullable<LogoutVariation['query']>,
): LogoutVariation {
  return { rule: 'S23', description, query: change }
}

/** A query of its own making, signed over what it is. */
function querySigned(octets: string, { key, algorithm }: RedirectOrder): string {
  if (!key) return octets
  const signature = base64(signOctets(algorithm, octets, privateKeyOf(key)))
  return `${octets}&Signature=${encodeURIComponent(signature)}`
}

const sigAlg = ({ algorithm }: RedirectOrder) =>
  `SigAlg=${encodeURIComponent(signatureUri(algorithm))}`

export const redirectDefects: Readonly<Record<RedirectDefect, LogoutVariation>> = {
  redirect_parameter_twice: query('The message stands there twice.', (text, { parameter }) => {
    return `${text}&${again(text, parameter)}`
  }),
  redirect_parameter_unknown: query('A parameter that no signature covers.', (text) => {
    return `${text}&lang=en`
  }),
  redirect_both_messages: query('A request and a response at once.', (text, { parameter }) => {
    const other = parameter === 'SAMLRequest' ? 'SAMLResponse' : 'SAMLRequest'
    return `${again(text, parameter).replace(parameter, other)}&${text}`
  }),
  redirect_signature_missing: query('SigAlg without Signature.', (text) =>
    without(text, 'Signature'),
  ),
  redirect_signature_empty: query('The signature is empty.', (text) =>
    withValue(text, 'Signature', ''),
  ),
  redirect_algorithm_missing: query('Signature without SigAlg.', (text) => without(text, 'SigAlg')),
  redirect_algorithm_unknown: query('SigAlg names `none`.', (text) =>
    withValue(text, 'SigAlg', 'none'),
  ),
  redirect_relay_state_changed: query('RelayState was replaced.', (text) =>
    withValue(text, 'RelayState', 'https://attacker.example.net/'),
  ),
  redirect_relay_state_added: query('RelayState was added to a query without one.', (_, order) => {
    const signed = redirectQuery({ ...order, relayState: undefined })
    return `${signed}&RelayState=${encodeURIComponent('https://attacker.example.net/')}`
  }),
  redirect_message_exchanged: query('Another message under the same signature.', (text, order) =>
    withValue(
      text,
      order.parameter,
      base64(deflateRawSync(order.xml.replaceAll(/ID="[^"]*"/g, `ID="${randomId()}"`))),
    ),
  ),
  redirect_encoded_in_lower_case: query('Percent signs got small digits on the way.', (text) =>
    text.replaceAll(/%[\dA-F]{2}/g, (escaped) => escaped.toLowerCase()),
  ),
  redirect_signed_in_other_order: query('Signed over SigAlg first.', (text, order) =>
    querySigned(
      [sigAlg(order), again(text, order.parameter), again(text, 'RelayState')]
        .filter(Boolean)
        .join('&'),
      order,
    ),
  ),
  redirect_not_deflated: query('The message is not compressed.', (_, order) => {
    const value = encodeURIComponent(base64(Buffer.from(order.xml)))
    return querySigned(`${order.parameter}=${value}&${sigAlg(order)}`, order)
  }),
  redirect_inflates_to_100_mb: query('The message inflates to 100 MB of spaces.', (_, order) => {
    const octets = base64(deflateRawSync(Buffer.alloc(BOMB, ' ')))
    return `${order.parameter}=${encodeURIComponent(octets)}`
  }),
}
