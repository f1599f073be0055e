import type { GuardedRequest } from '../../types/network.ts'
import { networkError } from './network-error.ts'
import type { Answer } from './transport.ts'

type AcceptedMedia = NonNullable<GuardedRequest['accept']>

/** What is asked for, what is taken (rule N3), and how an admin calls it. */
const kinds: Readonly<Record<AcceptedMedia, { header: string; types: RegExp; name: string }>> = {
  json: {
    header: 'application/json',
    types: /^application\/(?:json|[a-z0-9!#$&^_.+-]+\+json)$/,
    name: 'JSON',
  },
  // Providers that sign the answer decide so by the client's registration (OpenID Connect Core 5.3.2).
  userinfo: {
    header: 'application/json, application/jwt;q=0.9',
    types: /^application\/(?:json|jwt|[a-z0-9!#$&^_.+-]+\+json)$/,
    name: 'JSON or a signed token',
  },
  xml: {
    header: 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8',
    types: /^(?:application\/(?:xml|[a-z0-9!#$&^_.+-]+\+xml)|text\/xml)$/,
    name: 'XML',
  },
  page: { header: 'text/html', types: /^/, name: 'a page' },
  dns: {
    header: 'application/dns-message',
    types: /^application\/dns-message$/,
    name: 'a DNS message',
  },
}

/** Value of the `Accept` header. */
export function acceptHeader(accept: AcceptedMedia): string {
  return kinds[accept].header
}

/**
 * Refuses answers of another media type, errors included: login pages, captive portals and
 * firewalls answer with HTML. An error without a body needs no type.
 *
 * @throws {SsoError} `network_media_type_refused` with `detail.status`
 */
export function checkMediaType(answer: Answer, accept: AcceptedMedia, url: URL): void {
  const { status, headers, body } = answer
  const header = headers.get('content-type')
  if (header === null && body.byteLength === 0 && (status === 204 || status >= 400)) return
  const essence = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const { types, name } = kinds[accept]
  if (types.test(essence)) return
  throw networkError('network_media_type_refused', url, {
    message: `The provider’s answer is not ${name}.`,
    detail: { status },
  })
}
