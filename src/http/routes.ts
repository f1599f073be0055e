import { matchPaths, type PathMatch } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
import { recognise, restartTarget } from '../core/recognise.ts'
import type { LoginTarget, StartLoginOptions } from '../types/login.ts'
import type { InboundMessage, ProviderRoute } from '../types/provider.ts'
import type { SsoPathKey } from '../types/paths.ts'

type Method = 'GET' | 'POST'

/** The core's own routes and their methods; providers add theirs. */
const ownRoutes: Readonly<Partial<Record<SsoPathKey, readonly Method[]>>> = {
  login: ['GET', 'POST'],
  organizationLogin: ['GET', 'POST'],
  initiate: ['GET', 'POST'],
  emailLogin: ['POST'],
  join: ['GET', 'POST'],
  logout: ['GET', 'POST'],
  logoutReturn: ['GET'],
}

/** What a request asks for, once its path and its parameters are known. */
export type RouteAction =
  | {
      readonly kind: 'start'
      readonly target: LoginTarget
      readonly options: Pick<StartLoginOptions, 'returnTo' | 'loginHint'>
      /** The person gave the hint on our own page. */
      readonly isAnswered: boolean
    }
  | { readonly kind: 'callback'; readonly connectionId: string | undefined }
  /** Nobody asked for this answer, and a sign-in from our side replaces it. */
  | { readonly kind: 'restart'; readonly target: LoginTarget | undefined }
  | { readonly kind: 'document'; readonly key: SsoPathKey; readonly connectionId: string }
  | { readonly kind: 'join' }
  | {
      readonly kind: 'logout'
      readonly key: SsoPathKey
      readonly connectionId: string | undefined
    }

/** The methods of a route; `undefined` where nobody answers on this path. */
export function methodsOf(core: Core, key: SsoPathKey): readonly Method[] | undefined {
  // A host that moves the join prompt shows its own.
  if (key === 'join' && core.config.paths.moved.has(key)) return undefined
  const provided = core.config.providers.flatMap(({ routes }) =>
    routes.filter((route) => route.key === key).flatMap(({ methods }) => methods),
  )
  return provided.length > 0 ? provided : ownRoutes[key]
}

/** True for paths to which identity providers send browsers with answers. */
export function isAnswerRoute(core: Core, key: SsoPathKey): boolean {
  return serves(core, key, 'answers')
}

function serves(core: Core, key: SsoPathKey, what: ProviderRoute['serves']): boolean {
  const routes = core.config.providers.flatMap((provider) => provider.routes)
  return routes.some((route) => route.key === key && route.serves === what)
}

/** True where a third party may start sign-ins, whatever else the path is for. */
const isStartRoute = (key: SsoPathKey): boolean =>
  key === 'login' || key === 'organizationLogin' || key === 'initiate'

/** True for a path on which `iss` alone may name the connection. */
export function isIssuerPath(core: Core, pathname: string): boolean {
  return matchPaths(core.config.paths, pathname).some(
    ({ key, parameter }) => parameter === undefined && isStartRoute(key),
  )
}

/**
 * Tells the requests of one path apart: an answer, one that nobody asked for, a start named by `iss`
 * or by the path, a start by e-mail. A host may let its callback, login page and sign-out share one
 * path, so a plain visit of such a page is none of them.
 */
export function actionOf(
  core: Core,
  matches: readonly PathMatch[],
  message: InboundMessage,
): RouteAction | undefined {
  for (const { key, parameter } of matches) {
    if (key === 'join') return { kind: 'join' }
    if (key === 'logout' || serves(core, key, 'logout')) {
      return { kind: 'logout', key, connectionId: parameter }
    }
    if (parameter !== undefined && serves(core, key, 'document')) {
      return { kind: 'document', key, connectionId: parameter }
    }
  }
  const recognition = recognise(core, message)?.recognition
  const answerRoute = matches.find(({ key }) => isAnswerRoute(core, key))
  // In a hidden frame nothing is begun afresh.
  const isFramed = recognition !== undefined && answerRoute?.key === 'silentCallback'
  if (answerRoute && (isFramed || recognition?.kind === 'answer')) {
    return { kind: 'callback', connectionId: answerRoute.parameter }
  }
  if (recognition?.kind === 'unsolicited') {
    const isOurs = answerRoute ?? matches.find(({ key }) => isStartRoute(key))
    if (isOurs) return { kind: 'restart', target: restartTarget(matches, recognition) }
  }
  const { parameters } = message
  // Somebody comes back from signing out, perhaps with further parameters of the provider's: whatever
  // they are, no sign-in follows, or nobody could ever sign out.
  const back = message.method === 'GET' && matches.find(({ key }) => key === 'logoutReturn')
  if (back && (parameters.has('state') || !core.config.paths.moved.has(back.key))) {
    return { kind: 'logout', key: back.key, connectionId: back.parameter }
  }
  for (const match of matches) {
    const target = targetOf(match, parameters)
    if (target) return { kind: 'start', target, ...startOptions(parameters) }
  }
  return undefined
}

function targetOf(
  { key, parameter }: PathMatch,
  parameters: ReadonlyMap<string, string>,
): LoginTarget | undefined {
  const issuer = parameters.get('iss')
  if (parameter !== undefined && (key === 'login' || key === 'organizationLogin')) {
    const named = key === 'login' ? { connectionId: parameter } : { loginPath: parameter }
    return issuer === undefined ? named : { ...named, issuer }
  }
  // With RFC 9207 answers name their issuer too; one without `state` must not begin a sign-in, which
  // would hide an error and go round in circles.
  const isAnswer = parameters.has('code') || parameters.has('error')
  if (issuer !== undefined && isStartRoute(key)) return isAnswer ? undefined : { issuer }
  const email = parameters.get('email')
  // On a shared page a form with a password is the host's own.
  const isHosts = parameters.has('password')
  return key === 'emailLogin' && email !== undefined && !isHosts ? { email } : undefined
}

/** What our own page adds to the answer that it asks a person for. */
export const ANSWERED_PARAMETER = 'answered'

/** A third party names its target by `target_link_uri` (OpenID Connect Core section 4), our own links by `returnTo`. */
function startOptions(
  parameters: ReadonlyMap<string, string>,
): Pick<Extract<RouteAction, { kind: 'start' }>, 'options' | 'isAnswered'> {
  const returnTo = parameters.get(parameters.has('iss') ? 'target_link_uri' : 'returnTo')
  const isAnswered = parameters.has(ANSWERED_PARAMETER)
  const sent = parameters.get('login_hint')
  // What people type has spaces around it now and then.
  const loginHint = isAnswered ? sent?.trim() : sent
  return {
    isAnswered,
    options: {
      ...(returnTo === undefined ? {} : { returnTo }),
      ...(loginHint === undefined ? {} : { loginHint }),
    },
  }
}
