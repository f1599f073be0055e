import type { PathMatch } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
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
}

/** What a request asks for, once its path and its parameters are known. */
export type RouteAction =
  | {
      readonly kind: 'start'
      readonly target: LoginTarget
      readonly options: Pick<StartLoginOptions, 'returnTo' | 'loginHint'>
    }
  | { readonly kind: 'callback'; readonly connectionId: string | undefined }
  | { readonly kind: 'document'; readonly key: SsoPathKey; readonly connectionId: string }

/** The methods of a route; `undefined` where nobody answers on this path. */
export function methodsOf(core: Core, key: SsoPathKey): readonly Method[] | undefined {
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

/**
 * Tells the requests of one path apart: an answer, a start named by `iss` or by the path, a start by
 * e-mail. A host may let its callback, login page and sign-out share one path, so a plain visit of
 * such a page is none of them.
 */
export function actionOf(
  core: Core,
  matches: readonly PathMatch[],
  message: InboundMessage,
): RouteAction | undefined {
  const { parameters } = message
  for (const { key, parameter } of matches) {
    if (parameter !== undefined && serves(core, key, 'document')) {
      return { kind: 'document', key, connectionId: parameter }
    }
    if (!isAnswerRoute(core, key)) continue
    if (core.config.providers.some((provider) => provider.recognise(message))) {
      return { kind: 'callback', connectionId: parameter }
    }
  }
  for (const { key, parameter } of matches) {
    const target = targetOf(key, parameter, parameters)
    if (target) return { kind: 'start', target, options: startOptions(parameters) }
  }
  return undefined
}

function targetOf(
  key: SsoPathKey,
  parameter: string | undefined,
  parameters: ReadonlyMap<string, string>,
): LoginTarget | undefined {
  const issuer = parameters.get('iss')
  if (parameter !== undefined && (key === 'login' || key === 'organizationLogin')) {
    const named = key === 'login' ? { connectionId: parameter } : { loginPath: parameter }
    return issuer === undefined ? named : { ...named, issuer }
  }
  if (issuer !== undefined && (key === 'login' || key === 'initiate')) {
    return { issuer }
  }
  const email = parameters.get('email')
  // On a shared page a form with a password is the host's own.
  const isHosts = parameters.has('password')
  return key === 'emailLogin' && email !== undefined && !isHosts ? { email } : undefined
}

/** A third party names its target by `target_link_uri` (OpenID Connect Core section 4), our own links by `returnTo`. */
function startOptions(
  parameters: ReadonlyMap<string, string>,
): Pick<StartLoginOptions, 'returnTo' | 'loginHint'> {
  const returnTo = parameters.get(parameters.has('iss') ? 'target_link_uri' : 'returnTo')
  const loginHint = parameters.get('login_hint')
  return {
    ...(returnTo === undefined ? {} : { returnTo }),
    ...(loginHint === undefined ? {} : { loginHint }),
  }
}
