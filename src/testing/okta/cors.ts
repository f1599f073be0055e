import type { OktaState } from './state.ts'

/** What scripts of apps may call; the authorization and logout endpoints are for browsers alone. */
const FOR_SCRIPTS = /\/(?:v1\/(?:token|userinfo|keys)|\.well-known\/[\w-]+)$/

/** Lets the pages of trusted origins call (Security > API > Trusted Origins), and nobody else's. */
export async function withCors(
  state: OktaState,
  request: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get('origin')
  const isForScripts = FOR_SCRIPTS.test(new URL(request.url).pathname)
  const isTrusted = origin !== null && isForScripts && trustedOrigins(state).has(origin)
  const isPreflight = request.method === 'OPTIONS' && isForScripts
  const response = isPreflight ? new Response(null, { status: 204 }) : await answer()
  if (!isTrusted) return response
  const copy = new Response(response.body, response)
  copy.headers.set('access-control-allow-origin', origin)
  copy.headers.set('vary', 'Origin')
  if (isPreflight) {
    copy.headers.set('access-control-allow-methods', 'GET, POST, OPTIONS')
    copy.headers.set('access-control-allow-headers', 'authorization, content-type')
  }
  return copy
}

/** The organisation's, wherever they were entered. */
function trustedOrigins({ clients }: OktaState): ReadonlySet<string> {
  const uris = [...clients.values()].flatMap(({ settings }) => settings.baseUris ?? [])
  return new Set(uris.map((uri) => new URL(uri).origin))
}
