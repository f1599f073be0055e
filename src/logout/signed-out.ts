import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import { clearedCookie, hostCookie, readCookies } from '../http/cookies.ts'
import type { ActiveConnection } from '../login/target.ts'
import type { BrowserCookie, StartLoginOptions } from '../types/login.ts'

/**
 * Providers remember browsers for weeks, so that "log out, log in as another" would lead back to the
 * same person without a question. Who has not come back after this time starts afresh anyway.
 */
const REMEMBERED_MILLISECONDS = 30 * 86_400_000

type Host = Pick<Core, 'config'>

/** Remembers in the browser that somebody signed out of this connection; says nothing about whom. */
export async function signedOutMark(
  { config }: Host,
  connectionId: string,
): Promise<BrowserCookie> {
  const name = (await sha256(`signed out ${connectionId}`)).slice(0, 16)
  const expires = new Date(config.clock().getTime() + REMEMBERED_MILLISECONDS)
  // Sign-ins may begin with a POST from another site, which carries no other cookies.
  return hostCookie(config.baseUrl, `ssokit-out-${name}`, '1', expires, 'none')
}

type Connection = Pick<ActiveConnection, 'live' | 'loaded'>

type AskOptions = Pick<StartLoginOptions, 'request' | 'prompt' | 'maxAge' | 'silent'>

/**
 * What a sign-in asks for: afresh, where somebody signed out of this browser (KO-37). Where no page may
 * be shown, the provider cannot ask, and has to say that it would.
 */
export async function afterSignOut<Options extends AskOptions>(
  core: Host,
  { live, loaded }: Connection,
  options: Options,
): Promise<Options> {
  const { request, prompt, silent } = options
  if (!request || !live.session.requireLoginAfterLogout) return options
  const { name } = await signedOutMark(core, loaded.record.connection.id)
  const isMarked = readCookies(request).some(([found, value]) => found === name && value !== '')
  if (!isMarked) return options
  const prompts = prompt?.split(' ') ?? []
  if (silent !== undefined || prompts.includes('none')) return { ...options, maxAge: 0 }
  return { ...options, prompt: [...new Set([...prompts, 'login'])].join(' ') }
}

/** With the sign-in that succeeds, the mark has done its work. */
export async function withoutMark<Sent extends { readonly cookies: readonly BrowserCookie[] }>(
  core: Host,
  { live, loaded }: Connection,
  sent: Sent,
): Promise<Sent> {
  if (!live.session.requireLoginAfterLogout) return sent
  const mark = await signedOutMark(core, loaded.record.connection.id)
  return { ...sent, cookies: [...sent.cookies, clearedCookie(mark)] }
}
