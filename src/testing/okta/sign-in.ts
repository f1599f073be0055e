import { readCookies } from '../../http/cookies.ts'
import { withCookies } from '../../http/responses.ts'
import { redirectTo } from '../oidc/answers.ts'
import { randomText } from '../oidc/encoding.ts'
import { signInPage } from './pages.ts'
import { activePerson } from './people.ts'
import { type OktaSession, type OktaState, type Pending, secondsOf } from './state.ts'

const SESSION_COOKIE = 'sid'
const HOME = '/app/UserHome'

/** Whoever is signed in with this browser, unless suspended meanwhile. */
export function sessionOf(state: OktaState, request: Request): OktaSession | undefined {
  const session = state.sessions.get(cookieOf(request))
  return session && activePerson(state, session.login) ? session : undefined
}

function cookieOf(request: Request): string {
  return readCookies(request).find(([name]) => name === SESSION_COOKIE)?.[1] ?? ''
}

/** Keeps what goes on afterwards. */
export function later(state: OktaState, pending: Pending): string {
  const key = randomText()
  state.pending.set(key, pending)
  return key
}

/** Shows the sign-in page; what is left to do is done for a session that begins from now on. */
export function askToSignIn(
  state: OktaState,
  proceed: Pending['proceed'],
  loginHint: string = '',
): Response {
  const key = later(state, { after: state.signInCount, proceed })
  return toSignIn(`/login/token/redirect?okta_key=${key}`, loginHint)
}

export function toSignIn(fromUri: string, loginHint: string = ''): Response {
  const query = new URLSearchParams({ fromURI: fromUri })
  if (loginHint !== '') query.set('login_hint', loginHint)
  return redirectTo(`/login/login.htm?${query}`)
}

/** `/`, and `/login/login.htm` with the way back. */
export async function signInResponse(state: OktaState, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (request.method !== 'POST') {
    if (pathname === '/' && sessionOf(state, request)) return redirectTo(HOME)
    const fromUri = searchParams.get('fromURI') ?? HOME
    return signInPage(fromUri, { username: searchParams.get('login_hint') ?? '' })
  }
  const form = new URLSearchParams(await request.text())
  const fromUri = form.get('fromURI') ?? HOME
  const username = form.get('username') ?? ''
  const person = activePerson(state, username)
  if (!person || person.password !== form.get('password')) {
    return signInPage(fromUri, { username, problem: 'Unable to sign in' })
  }
  state.signInCount += 1
  const id = randomText()
  const { login } = person
  const session = { login, number: state.signInCount, authTime: secondsOf(state) }
  state.sessions.set(id, session)
  // Frames of other sites ask with `prompt=none`, and forms of other sites bring SAML requests.
  const cookie = `${SESSION_COOKIE}=${id}; Path=/; Secure; HttpOnly; SameSite=None`
  return withCookies(redirectTo(isOwnPath(fromUri) ? fromUri : HOME), [cookie])
}

/** Never to another host: neither `//evil.example` nor what browsers make of `/\evil.example`. */
function isOwnPath(fromUri: string): boolean {
  return /^\/(?![/\\])/.test(fromUri)
}

/** Goes on where `askToSignIn` stopped. */
export async function resumeResponse(state: OktaState, request: Request): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url)
  const key = searchParams.get('okta_key') ?? ''
  const pending = state.pending.get(key)
  if (!pending) return redirectTo(HOME)
  const session = sessionOf(state, request)
  if (!session || session.number <= pending.after) return toSignIn(`${pathname}${search}`)
  state.pending.delete(key)
  return pending.proceed(session)
}

export function signOut(state: OktaState, request: Request): void {
  state.sessions.delete(cookieOf(request))
}

/** `/login/signout`. */
export function signOutResponse(state: OktaState, request: Request): Response {
  signOut(state, request)
  return redirectTo('/')
}

/** The person's answer to the consent page. */
export async function consentResponse(state: OktaState, request: Request): Promise<Response> {
  const form = new URLSearchParams(request.method === 'POST' ? await request.text() : '')
  const key = form.get('okta_key') ?? ''
  const pending = state.pending.get(key)
  const session = sessionOf(state, request)
  if (!pending || !session || session.number <= pending.after) return redirectTo(HOME)
  state.pending.delete(key)
  return pending.proceed(session, form)
}
