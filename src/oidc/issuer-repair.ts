import { canonicalIssuer } from './tenants.ts'
import type { Vendor } from './vendors/vendor.ts'
import { vendorOf } from './vendors/vendors.ts'
import { isUrl } from '../url.ts'

/** What was corrected. */
export type IssuerRepairCode =
  | 'surrounding_characters'
  | 'scheme_missing'
  | 'scheme_insecure'
  | 'upper_case'
  | 'discovery_url'
  | 'query_removed'
  | 'admin_host'
  | 'path_removed'
  | 'authorization_server_path'
  | 'tenant_address'
  | 'trailing_slash'

/** One thing that was corrected in an entered address, to be shown beside the field. */
export interface IssuerRepair {
  readonly code: IssuerRepairCode
  readonly from: string
  readonly to: string
  /** For admins. */
  readonly message: string
}

/** What `suggestIssuer` answers. */
export interface IssuerSuggestion {
  /** The entered text where nothing could be made of it. */
  readonly value: string
  /** In the order in which they were made; empty where the text was right. */
  readonly repairs: readonly IssuerRepair[]
}

/**
 * What the text is for: to find the tenant, from which the issuer is derived, or to be the issuer
 * itself, in which nothing may be guessed that could be right as it stands.
 */
export type AddressRole = 'tenant' | 'issuer'

interface Step {
  readonly code: IssuerRepairCode
  readonly message: string
  apply(text: string, vendor: Vendor, role: AddressRole): string
}

/** Characters; nobody enters longer addresses, and no step may become slow. */
const MAX_LENGTH = 512

/** Where people develop; everything else is called by https only. */
const loopback =
  /^http:\/\/(?:(?:[^/?#]*\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:[/?#]|$)/i

const steps: readonly Step[] = [
  {
    code: 'surrounding_characters',
    message: 'White space, quotes or punctuation around the address were removed.',
    apply: (text) =>
      text.replaceAll(
        /^[\s"'`<>“”„‘’\u200b\u2060\ufeff]+|[\s"'`<>“”„‘’\u200b\u2060\ufeff,;]+$/gu,
        '',
      ),
  },
  {
    code: 'scheme_missing',
    message: 'The address begins with https://.',
    apply: (text) =>
      /^(?:\/\/)?[^\s/?#@\\:]+\.[^\s/?#@\\:]+(?::\d+)?(?:[/?#]|$)/.test(text)
        ? `https://${text.replace(/^\/\//, '')}`
        : text,
  },
  {
    code: 'scheme_insecure',
    message: 'The address begins with https, not http.',
    apply: (text) => (loopback.test(text) ? text : text.replace(/^http:\/\//i, 'https://')),
  },
  {
    code: 'upper_case',
    message: 'Scheme and host are written in lower case.',
    apply: (text) => text.replace(/^[^/?#]+:\/\/[^/?#]*/, (start) => start.toLowerCase()),
  },
  {
    code: 'discovery_url',
    message: 'This is the address of the discovery document; the issuer is what comes before it.',
    apply: withoutDiscoveryPath,
  },
  {
    code: 'query_removed',
    message: 'An issuer has no query and no fragment.',
    apply: (text) => text.replace(/[?#].*$/, ''),
  },
  {
    code: 'admin_host',
    message: 'This is the host of the admin console; people sign in on the one without its suffix.',
    apply: withoutAdminSuffix,
  },
  {
    code: 'path_removed',
    message: 'This is the address of a page or an endpoint; its path does not belong here.',
    apply: (text, vendor) => withoutPage(text, vendor),
  },
  {
    code: 'authorization_server_path',
    message: 'The address without the path of the default authorization server is enough here.',
    apply: withoutDefaultServer,
  },
  {
    code: 'tenant_address',
    message: 'Only the tenant in this address matters; its issuer follows from it.',
    apply: tenantIssuer,
  },
  {
    code: 'trailing_slash',
    message: 'This issuer is compared byte for byte, its last slash included.',
    apply: withRightSlash,
  },
]

/** @returns what the text should have been, as far as it can be told, and why */
export function repairAddress(text: string, vendor: Vendor, role: AddressRole): IssuerSuggestion {
  const repairs: IssuerRepair[] = []
  if (text.length > MAX_LENGTH) return { value: text, repairs }
  let value = text
  for (const { code, message, apply } of steps) {
    const to = apply(value, vendor, role)
    if (to !== value) repairs.push({ code, from: value, to, message })
    value = to
    const named = role === 'tenant' ? issuerOfTenant(value, vendor) : undefined
    if (named !== undefined) return { value: canonicalIssuer(named), repairs }
  }
  return { value: canonicalIssuer(value), repairs }
}

/** Where a bare name is a tenant's and no host's, naming it is the usual way to say which. */
function issuerOfTenant(text: string, { address }: Vendor): string | undefined {
  const { tenantIssuer: template, tenantHosts = {} } = address
  const isName =
    /^[\w-]+(?:\.[\w-]+)*$/.test(text) && !Object.hasOwn(tenantHosts, text.toLowerCase())
  return template !== undefined && isName ? fill(template, text) : undefined
}

const fill = (template: string, tenant: string) =>
  template.replace('{tenant}', () => tenant.toLowerCase())

function tenantIssuer(text: string, { address }: Vendor, role: AddressRole): string {
  const split = parts(text)
  const host = split?.origin.replace(/^https:\/\//, '') ?? ''
  const { tenantHosts = {} } = address
  const template = Object.hasOwn(tenantHosts, host) ? tenantHosts[host] : undefined
  const tenant = split?.path.split('/')[1] ?? ''
  return template !== undefined && tenant !== '' && role === 'tenant'
    ? fill(template, tenant)
    : text
}

/**
 * The issuer that is meant where one is entered as such: whoever pastes the address of a discovery
 * document means the issuer whose document it is. Anything else stays as it is, byte for byte.
 */
export function issuerIn(text: string, profile: string): string {
  const plain = text.length > MAX_LENGTH ? text : withoutDiscoveryPath(text)
  if (plain === text) return canonicalIssuer(text)
  const { value } = repairAddress(plain, vendorOf('generic', plain), 'issuer')
  return withRightSlash(value, vendorOf(profile, value), 'issuer')
}

function withoutDiscoveryPath(text: string): string {
  // RFC 8414 section 3.1 puts the well-known part before the path of the issuer.
  const inserted = /^(https?:\/\/[^/?#]+)\/\.well-known\/oauth-authorization-server(\/[^?#]+)/.exec(
    text,
  )
  if (inserted) return `${inserted[1]}${inserted[2]}`
  const end = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)\/?(?:[?#].*)?$/
  return text.replace(end, '')
}

/** Splits an address that is in its plain spelling; `undefined` for anything else. */
function parts(text: string): { origin: string; path: string } | undefined {
  const match = /^(https?:\/\/[^/?#@\\\s]+)((?:\/[^?#\\\s]*)?)$/.exec(text)
  return match && isUrl(text) ? { origin: match[1] ?? '', path: match[2] ?? '' } : undefined
}

function withoutAdminSuffix(text: string, { address, domains }: Vendor): string {
  const { adminSuffix } = address
  const [, start = '', rest = ''] = /^(https:\/\/[^./?#]+)(\..*)$/.exec(text) ?? []
  const { hostname } = isUrl(text) ? new URL(text) : { hostname: '' }
  const isOwn = domains.some((domain) => hostname.endsWith(`.${domain}`))
  const isAdmin = adminSuffix !== undefined && hostname.split('.', 1)[0]?.endsWith(adminSuffix)
  return isOwn && isAdmin ? `${start.slice(0, -adminSuffix.length)}${rest}` : text
}

/** The part of a path that belongs to the issuer, by the vendor's data. */
function serverPathOf(path: string, { serverPath, defaultServerPath }: Vendor['address']): string {
  if (serverPath === 'all') return path
  if (serverPath === 'none') return ''
  // Where a bare host has a meaning, any other path is that of a page.
  return serverPath.exec(path)?.[0] ?? (defaultServerPath === undefined ? path : '')
}

function withoutPage(text: string, { address }: Vendor): string {
  const split = parts(text)
  if (!split) return text
  const server = serverPathOf(split.path, address)
  const rest = split.path.slice(server.length)
  return rest === '' || rest === '/' ? text : `${split.origin}${server}`
}

function withoutDefaultServer(text: string, { address }: Vendor, role: AddressRole): string {
  const split = parts(text)
  const isDefault = split?.path.replace(/\/$/, '') === address.defaultServerPath
  return split && role === 'tenant' && isDefault ? split.origin : text
}

function withRightSlash(text: string, { address }: Vendor, role: AddressRole): string {
  if (!parts(text) || address.hasTrailingSlash === undefined) return text
  if (!address.hasTrailingSlash) return text.replace(/\/+$/, '')
  return role === 'issuer' && !text.endsWith('/') ? `${text}/` : text
}

/**
 * Corrects what an admin typed or pasted where the address of the identity provider belongs: a form
 * can show the corrected value and why. Nothing is looked up, so a corrected address need not exist.
 *
 * @param text as typed; more than 512 characters are returned as they are
 * @param profile of the connection, for example `okta`; unknown ones are treated as `generic`
 * @returns the value to use and each correction, in order
 * @example
 * ```ts
 * import { suggestIssuer } from 'ssokit/oidc'
 *
 * const { value, repairs } = suggestIssuer('http://Acme-admin.okta.com/', 'okta')
 * console.log(value) // https://acme.okta.com
 * for (const { message } of repairs) console.log(message)
 * ```
 */
export function suggestIssuer(text: string, profile: string): IssuerSuggestion {
  return repairAddress(text, vendorOfEntry(text, profile), 'tenant')
}

/** The vendor that an entered address is one of; what is typed need not be an address yet. */
export function vendorOfEntry(text: string, profile: string): Vendor {
  return vendorOf(profile, repairAddress(text, vendorOf('generic', ''), 'issuer').value)
}
