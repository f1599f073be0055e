import { connectionUrls, resolvePaths } from '../config/paths.ts'
import { sentenceOf, type SsoIssue } from '../errors.ts'
import type { SamlSettings } from '../types/connection.ts'
import type { ConnectionUrls, SsoPaths } from '../types/paths.ts'
import { samlError } from './error.ts'
import { isUrl } from '../url.ts'

/** What the identity provider needs to know of us. All follow from the connection's id, for ever. */
export interface SamlUrls {
  /** Assertion consumer service: “Single sign on URL”, “Reply URL”. */
  readonly acsUrl: string
  /** Our entityID, which is also the address of our metadata: “Audience URI”, “Identifier”. */
  readonly spEntityId: string
  /** Single logout service. */
  readonly sloUrl: string
  readonly metadataUrl: string
}

/** What the addresses of a SAML connection follow from. */
export interface SamlUrlOptions {
  /** The host's origin, as given to `createSso`. */
  readonly baseUrl: string
  /** As given to `createSso`. Default `/sso`. */
  readonly basePath?: string
  /** As given to `createSso`. */
  readonly paths?: Partial<SsoPaths>
  readonly connectionId: string
}

/**
 * The addresses of a SAML connection, known before anything of it is saved and independent of
 * everything that can be edited, so that what an admin once entered at the identity provider stays
 * right.
 *
 * @param options the same values that `createSso` gets, and the connection's id
 * @returns every address of the connection, and its name as service provider
 * @throws {SsoError} `config_invalid` with every problem in `issues`
 * @example
 * ```ts
 * import { samlUrls } from 'ssokit/saml'
 *
 * const urls = samlUrls({ baseUrl: 'https://app.example.com', connectionId: 'con_1' })
 * console.log(urls.acsUrl) // https://app.example.com/sso/con_1/acs
 * ```
 */
export function samlUrls({ baseUrl, basePath, paths, connectionId }: SamlUrlOptions): SamlUrls {
  const resolved = resolvePaths(basePath, paths)
  const issues: SsoIssue[] = [...resolved.issues]
  if (!isUrl(baseUrl) || new URL(baseUrl).href !== `${new URL(baseUrl).origin}/`) {
    issues.push({
      path: 'baseUrl',
      code: 'config_invalid',
      message: 'baseUrl must be an origin without path or query.',
      hint: 'Use the public origin, such as https://app.example.com.',
    })
  }
  if (!/^[\w-]{1,128}$/.test(connectionId)) {
    issues.push({
      path: 'connectionId',
      code: 'config_invalid',
      message: 'This is not the id of a connection.',
      hint: 'Use the `id` of the connection, such as con_….',
    })
  }
  if (issues.length > 0) throw samlError('config_invalid', { message: sentenceOf(issues), issues })
  return samlUrlsOf(connectionUrls(new URL(baseUrl).origin, resolved.paths, connectionId))
}

/** The same from the addresses that the core made. */
export function samlUrlsOf(urls: ConnectionUrls): SamlUrls {
  return {
    acsUrl: urls.acs,
    spEntityId: urls.metadata,
    sloUrl: urls.slo,
    metadataUrl: urls.metadata,
  }
}

/** With what a connection overrides because it was moved here from another product. */
export function movedUrls(
  urls: SamlUrls,
  {
    acsUrl = urls.acsUrl,
    spEntityId = urls.spEntityId,
  }: Pick<SamlSettings, 'acsUrl' | 'spEntityId'>,
): SamlUrls {
  return { ...urls, acsUrl, spEntityId }
}
