import type { Core } from '../core/core.ts'
import { recognise } from '../core/recognise.ts'
import { toSsoError } from '../errors.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { browserInstruction, withCookies } from '../http/responses.ts'
import { silentPage } from '../http/silent-page.ts'
import type { BrowserCookie, CallbackResult, Login } from '../types/login.ts'
import type { InboundMessage } from '../types/provider.ts'
import type { CompletedCallback } from './completed-callback.ts'
import { failureOf } from './failure.ts'
import { runLoginHook } from './hook.ts'
import { allowedOrigins } from './silent-origin.ts'

type SilentResult = Extract<CallbackResult, { kind: 'silent' }>

/** The origin of the silent flow that an answer continues; `undefined` where there is none. */
export async function originOfAnswer(
  core: Core,
  request: Request,
  message: InboundMessage,
): Promise<string | undefined> {
  const recognition = recognise(core, message)?.recognition
  const handle = recognition?.kind === 'answer' ? recognition.handle : undefined
  if (handle === undefined) return undefined
  const flow = await flowCookies(core)
    .find(request, handle)
    .catch(() => undefined)
  return flow?.purpose === 'silent' ? flow.silent || flow.baseUrl : undefined
}

/**
 * Finishes a silent sign-in. Whatever becomes of it, the hidden frame gets a page that says so, and
 * nobody sees an error: the page around it asks the person to sign in, or renews the session otherwise.
 *
 * @param origin of the page around it; where no cookie tells (third-party cookies are blocked), all
 *   allowed ones are told
 */
export async function silently(
  core: Core,
  origin: string | undefined,
  finish: () => Promise<CompletedCallback>,
): Promise<CompletedCallback> {
  const result = (login: Login | undefined, cookies: readonly BrowserCookie[]): SilentResult => ({
    kind: 'silent',
    ...(login ? { login } : {}),
    ...browserInstruction(cookies, () => pageFor(core, origin, login !== undefined)),
  })
  try {
    const { result: finished, correlationId } = await finish()
    const login = finished.kind === 'login' ? finished.login : undefined
    // A question to the person, or anything else that needs eyes, has no place in the frame.
    return { result: result(login, login ? finished.cookies : []), correlationId }
  } catch (error) {
    const { cookies = [], correlationId = '' } = failureOf(toSsoError(error)) ?? {}
    return { result: result(undefined, cookies), correlationId }
  }
}

function pageFor(core: Core, origin: string | undefined, isActive: boolean): Response {
  const allowed = allowedOrigins(core)
  const told = allowed.filter((candidate) => origin === undefined || candidate === origin)
  // An origin that is not allowed any more is told nothing.
  return silentPage(
    isActive ? 'active' : 'needs_login',
    told.length > 0 ? told : [core.config.baseUrl],
  )
}

/** Lets the host create its session. Of its answer only the cookies are used: there is one page for frames. */
export async function silentResponse<Context>(
  core: Core<Context>,
  { result, correlationId }: { readonly result: SilentResult; readonly correlationId: string },
  origin: string | undefined,
  request: Request,
  context: Context,
): Promise<Response> {
  const { login } = result
  if (!login) return result.toResponse()
  try {
    const signedIn = { ...result, kind: 'login', login } as const
    const response = await runLoginHook(core, signedIn, correlationId, request, context)
    return withCookies(pageFor(core, origin, true), response.headers.getSetCookie())
  } catch {
    // Reported by the hook’s runner, and nobody is signed in.
    return withCookies(pageFor(core, origin, false), result.setCookie)
  }
}
