// @ts-check
import { startSsoSession } from '../../../../../lib/session.js'
import { host } from '../../../../../lib/sso.js'

/** The redirect URI as a route of the app's own. `onLogin` does not run here. @param {Request} request */
export async function GET(request) {
  const { sso } = await host()
  try {
    const result = await sso.handleCallback(request)
    if (result.kind === 'login') await startSsoSession(result.login)
    return result.toResponse()
  } catch (error) {
    return sso.errorResponse(error, request)
  }
}
