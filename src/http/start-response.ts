import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import { callbackPart, startPart } from '../login/parts.ts'
import { wantsJson } from './pages.ts'
import type { RouteAction } from './routes.ts'

type StartAction = Extract<RouteAction, { kind: 'start' | 'restart' }>

/**
 * Sends the browser to its identity provider, or asks the person which one that is: several
 * connections may have the issuer that a third party named.
 *
 * @throws {SsoError} what `startLogin` throws, and `login_unsolicited`
 */
export async function startResponse(
  core: Core,
  request: Request,
  action: StartAction,
): Promise<Response> {
  try {
    if (action.kind === 'restart') {
      const { restartLogin } = await callbackPart()
      return (await restartLogin(core, request, action.target)).toResponse()
    }
    const { startLogin } = await startPart()
    const start = await startLogin(core, action.target, { ...action.options, request })
    // After a form of the host's, a redirect would be held to the policy of its page as well.
    const isForm = action.isAnswered || 'email' in action.target
    if (!isForm || wantsJson(request)) return start.toResponse()
    const { continuePage } = await import('./question-page.ts')
    return continuePage(start, request)
  } catch (error) {
    const { target } = action
    const issuer = target && 'issuer' in target ? target.issuer : undefined
    const isQuestion = issuer !== undefined && isSsoError(error, 'login_ambiguous')
    if (!isQuestion || wantsJson(request)) throw error
    const { questionPage } = await import('./question-page.ts')
    return questionPage(core, request, issuer, action)
  }
}
