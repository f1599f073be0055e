import { accessError } from '../access/error.ts'
import type { Core } from '../core/core.ts'
import { isSsoError, printable } from '../errors.ts'
import { completeJoin, pendingJoin } from '../login/join.ts'
import { callbackPart } from '../login/parts.ts'
import type { PendingJoin } from '../types/login.ts'
import type { InboundMessage } from '../types/provider.ts'
import { html } from './html.ts'
import { joinTextsFor } from './join-texts.ts'
import { renderPage } from './pages.ts'
import { isSameOrigin } from './same-origin.ts'
import { textsFor } from './texts.ts'
import { isUrl } from '../url.ts'

/** The form's only field. */
const TOKEN_FIELD = 'join'

const style = `
dl{margin:0 0 1rem}
dt{font-size:.9375rem;color:#57606a}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}
.leave{font-size:.9375rem;color:#57606a;margin-top:1.5rem}
@media(prefers-color-scheme:dark){dt,.leave{color:#9198a1}}`

/**
 * Our own join prompt: asked with GET, answered with POST. A host that moves `paths.join` shows its own.
 *
 * @throws {SsoError} `join_not_found`, `join_token_mismatch`, and whatever keeps the person out
 */
export async function joinResponse<Context>(
  core: Core<Context>,
  request: Request,
  { method, parameters }: InboundMessage,
  context: Context,
): Promise<Response> {
  if (method === 'GET') return promptPage(core, request)
  // Besides the token: a page elsewhere must not even try (rule F1).
  if (!isSameOrigin(request, core.config.baseUrl)) throw accessError('join_token_mismatch')
  try {
    const token = parameters.get(TOKEN_FIELD) ?? ''
    const { result, correlationId } = await completeJoin(core, request, { join: token })
    if (result.kind !== 'login') return result.toResponse()
    const { runLoginHook } = await callbackPart()
    return await runLoginHook(core, result, correlationId, request, context)
  } catch (error) {
    // Somebody has made an account with this e-mail since the prompt was shown.
    if (isSsoError(error, 'join_needs_account')) return promptPage(core, request, 'account_session')
    throw error
  }
}

async function promptPage(
  core: Core,
  request: Request,
  needs?: PendingJoin['needs'],
): Promise<Response> {
  const join = await pendingJoin(core, request)
  if (!join) throw accessError('join_not_found')
  const texts = { ...textsFor(request), ...joinTextsFor(request) }
  const { email, issuer } = join.identity
  const needsAccount = (needs ?? join.needs) === 'account_session'
  const page = renderPage(texts, {
    status: 200,
    title: texts.title,
    // What follows the answer is the host's to say, other origins included.
    ...(needsAccount ? {} : { form: 'any' as const }),
    style,
    body: html`<h1>${texts.title}</h1>
<p>${texts.signedIn}</p>
<dl>
${email !== undefined && html`<dt>${texts.email}</dt><dd>${printable(email)}</dd>`}
<dt>${texts.issuer}</dt><dd>${hostOf(issuer)}</dd>
</dl>
${needsAccount ? accountPart(core, texts) : formPart(core, texts, join)}
<p class="leave">${texts.leave}</p>`,
  })
  // With `no-referrer` the form would come back with `Origin: null`, which is refused as foreign.
  page.headers.set('referrer-policy', 'same-origin')
  return page
}

type Texts = ReturnType<typeof textsFor> & ReturnType<typeof joinTextsFor>

const formPart = (core: Core, texts: Texts, { token }: PendingJoin) => html`<p>${texts.question}</p>
<form method="post" action="${core.config.paths.templates.join}">
<input type="hidden" name="${TOKEN_FIELD}" value="${token}">
<button>${texts.join}</button>
</form>`

const accountPart = (core: Core, texts: Texts) => html`<p>${texts.accountExists}</p>
<p>${texts.signInFirst}</p>
<p><a href="${core.config.baseUrl}/">${texts.home}</a></p>`

/** Who will be able to sign this person in: a host name says more than an address. */
function hostOf(issuer: string): string {
  return printable((isUrl(issuer) && new URL(issuer).host) || issuer)
}
