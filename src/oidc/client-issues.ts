import { isSsoError, type SsoIssue } from '../errors.ts'
import type { ProviderContext } from '../types/provider.ts'
import { clientAuthentication } from './client-authentication.ts'
import type { OidcTrust } from './metadata.ts'
import { pushedRequestEndpoint } from './pushed-request-endpoint.ts'
import { bringsCode } from './response-type.ts'
import { settingsOf } from './settings.ts'

/**
 * What keeps this client from being heard by this provider. It makes the very choices that a sign-in
 * makes, so that the two cannot differ, and shows at activation what would end every sign-in.
 */
export async function clientIssues(
  metadata: OidcTrust['metadata'],
  context: ProviderContext,
): Promise<SsoIssue[]> {
  const settings = settingsOf(context.settings)
  const endpoint = metadata.token_endpoint ?? ''
  // Without a code there is nothing to prove to anybody but in a pushed request.
  const provesItself =
    bringsCode(settings) || metadata.pushed_authorization_request_endpoint !== undefined
  return [
    ...(provesItself
      ? await issuesOf('settings.clientAuthentication', async () =>
          clientAuthentication(settings, metadata, { ...context, endpoint }),
        )
      : []),
    ...(await issuesOf('settings.pushedAuthorizationRequests', async () =>
      pushedRequestEndpoint(settings, metadata),
    )),
  ]
}

async function issuesOf(path: string, choose: () => Promise<unknown>): Promise<SsoIssue[]> {
  try {
    await choose()
    return []
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { code, message, hint } = error
    return [{ path, code, message, hint }]
  }
}
