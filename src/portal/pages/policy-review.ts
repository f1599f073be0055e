import { html, type Html } from '../../http/html.ts'
import type { PolicyChange, PreflightIssue } from '../../types/policy.ts'
import { badge, form, notice } from '../components.ts'
import { nameOf } from '../connection-head.ts'
import { fill, fillHtml } from '../locales/fill.ts'
import { ifAllowed } from '../permission.ts'
import type { PageContent, Visit } from '../visit.ts'
import { told, toldBoth } from '../told.ts'

/** The step between choosing and changing. */
export async function reviewPage(
  visit: Visit,
  { mode, irreversible = false }: PolicyChange,
  { token, status = 200 }: { readonly token?: string; readonly status?: number },
): Promise<PageContent> {
  const { sso, as, organizationId, texts, base, branding } = visit
  const words = texts.policy
  const { ok, issues } = await sso.policies.preflight(organizationId, { mode }, as)
  const isFinal = token !== undefined
  const names = { provider: words.provider, product: branding.product }
  const hidden = html`<input type="hidden" name="version" value="${visit.form.text('version')}">
<input type="hidden" name="mode" value="${mode}">
${irreversible && html`<input type="hidden" name="irreversible" value="on">`}
${token !== undefined && html`<input type="hidden" name="confirmation" value="${token}">`}`
  const button = isFinal
    ? html`<button class="danger" name="action" value="apply">${words.applyFinal}</button>`
    : html`<button class="main" name="action" value="apply">${words.apply}</button>`
  return {
    status,
    title: words.reviewTitle,
    body: html`<p><a href="${base}/policy">‹ ${words.title}</a></p>
<h1>${words.reviewTitle}</h1>
<p>${fill(words.reviewIntro, { mode: words.modes[mode] })}</p>
<p>${words.meanings[mode]}</p>
${isFinal && notice('bad', fill(words.warning, names))}
${issues.length > 0 && html`<h2>${words.before}</h2>${await preflightList(visit, issues)}`}
${
  ok
    ? form(
        visit,
        '/policy',
        html`${hidden}<p class="buttons">${button} <a href="${base}/policy">${texts.common.cancel}</a></p>`,
      )
    : html`<p><strong>${words.blocked}</strong></p>`
}`,
  }
}

/** What has to be done first, and what is merely good to know. */
export async function preflightList(
  visit: Visit,
  issues: readonly PreflightIssue[],
): Promise<Html> {
  const { sso, as, organizationId, texts } = visit
  const connections = (await ifAllowed(sso.connections.list(organizationId, as))) ?? []
  const names = new Map(connections.map((connection) => [connection.id, nameOf(connection)]))
  const { severities } = texts.policy
  const items = issues.map((issue) => {
    const tone = issue.severity === 'error' ? 'bad' : 'warn'
    return html`<li>${badge(tone, severities[issue.severity])} ${sentenceOf(visit, issue, names)} ${linkFor(visit, issue)}</li>`
  })
  return html`<ul>${items}</ul>`
}

function sentenceOf(
  { texts }: Visit,
  { code, path, message, hint }: PreflightIssue,
  names: ReadonlyMap<string, string>,
): Html {
  const words = texts.policy
  const known: Readonly<Record<string, string>> = words.issues
  if (Object.hasOwn(known, code)) return html`${known[code]}`
  if (code !== 'policy_connection_failing') return toldBoth(texts, { message, hint })
  const id = path.replace('connections.', '')
  return fillHtml(words.failing, { name: names.get(id) ?? id, hint: told(texts, hint) })
}

/** Where it is settled. */
function linkFor({ texts, base }: Visit, { path }: PreflightIssue): Html {
  const words = texts.policy
  if (path === 'domains') return html`<a href="${base}/domains">${words.toDomains}</a>`
  if (!path.startsWith('connections')) return html``
  return html`<a href="${base}">${words.toConnections}</a>`
}
