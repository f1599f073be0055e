import type { PathMatch } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
import type { JsonObject } from '../types/json.ts'
import type { InboundMessage } from '../types/provider.ts'
import { html } from './html.ts'
import { page } from './responses.ts'
import { framed } from './silent-page.ts'
import { textsFor } from './texts.ts'

/** Asks the address of the page for its script. */
const SCRIPT_PARAMETER = 'ssokit_script'

/**
 * Posts what only the browser sees: the fragment of the address. It takes the parameters of an answer and
 * nothing else, so that an access token which nobody asked for stays where it is, and it clears the
 * address first, so that the history keeps none of it.
 */
const script = `(() => {
  const names = ['code', 'id_token', 'state', 'iss', 'session_state', 'error', 'error_description', 'error_uri']
  const sent = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
  if (!sent.has('state')) return
  const form = document.forms[0]
  for (const [name, value] of sent) {
    if (!names.includes(name)) continue
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  form.submit()
})()
`

/**
 * What lies at a callback address that a browser comes to without parameters: where a connection's
 * answers come in the fragment, the page that posts them. The script is a resource of its own.
 *
 * @returns `undefined` where nothing is expected there
 */
export async function fragmentResponse(
  core: Core,
  matches: readonly PathMatch[],
  { parameters }: InboundMessage,
  request: Request,
): Promise<Response | undefined> {
  const [match] = matches
  const [first, ...others] = parameters.keys()
  const isScript = first === SCRIPT_PARAMETER && others.length === 0
  if (!match || (parameters.size > 0 && !isScript)) return undefined
  if (!(await isExpected(core, match))) return undefined
  if (isScript) return scriptResponse()
  return fragmentPage(core, request, match.key === 'silentCallback')
}

/** An address of all connections says nothing, so none with answers in the fragment can be active there. */
async function isExpected(core: Core, { parameter }: PathMatch): Promise<boolean> {
  if (parameter === undefined) return false
  const [loaded] = await core.storage.connections.load({ id: parameter })
  const connection = loaded?.record.connection
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (connection?.id !== parameter) return false
  const provider = core.config.providerByProtocol.get(connection.protocol)
  const revisions = [connection.live, connection.draft]
  return revisions.some(
    (revision) =>
      revision && provider?.answersInFragment?.(revision.settings as JsonObject) === true,
  )
}

function fragmentPage({ config }: Core, request: Request, isFramed: boolean): Response {
  const { pathname } = new URL(request.url)
  const texts = textsFor(request)
  const source = `${config.baseUrl}${pathname}`
  const frames = isFramed ? [config.baseUrl, ...config.allowedReturnOrigins].join(' ') : "'none'"
  // Without `form-action`, which browsers apply to redirects as well: the post leads on to wherever the
  // person wanted to go, and that may be another allowed origin.
  const policy = [
    ...["default-src 'none'", `script-src ${source}`],
    ...["base-uri 'none'", `frame-ancestors ${frames}`],
  ].join('; ')
  const { markup } = html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>${texts.heading}</title>
</head>
<body>
<p>${texts.redirecting}</p>
<form method="post" action="${pathname}"></form>
<script src="${pathname}?${SCRIPT_PARAMETER}"></script>
</body>
</html>
`
  const response = page(200, markup, policy)
  // The post must say that it comes from our own page.
  response.headers.set('referrer-policy', 'same-origin')
  return isFramed ? framed(response) : response
}

function scriptResponse(): Response {
  return new Response(script, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
  })
}
