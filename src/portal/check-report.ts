import { html, type Html } from '../http/html.ts'
import type { Check } from '../types/check.ts'
import type { Connection } from '../types/connection.ts'
import { badge, form } from './components.ts'
import { pagePath } from './connection.ts'
import { dateOf } from './dates.ts'
import { fill } from './locales/fill.ts'
import { versionField } from './save.ts'
import type { Visit } from './visit.ts'
import { told } from './told.ts'

const marks = { pass: '✓', warn: '!', fail: '✗', unknown: '?' } as const
const tones = { pass: 'good', warn: 'warn', fail: 'bad', unknown: 'quiet' } as const

/** The step whose page has the field at this path; `undefined` where none has. Pure. */
export function pageOfField(path: string): 'values' | 'options' | 'roles' | 'domains' | undefined {
  if (/^(claims\.groups|access\.(roles|groupsAbsent))/.test(path)) return 'roles'
  if (/^(access\.|session\.|claims\.|description$|loginPath$|settings\.idpInitiated$)/.test(path)) {
    return 'options'
  }
  if (/^(settings|secrets)(\.|$)/.test(path)) return 'values'
  return path.startsWith('domains') ? 'domains' : undefined
}

/** What the last check of exactly this configuration has found; nothing where there is none. */
export function checkReport(visit: Visit, shown: Connection): Html {
  const { check, draft, live } = shown
  if (!check?.report || check.fingerprint !== (draft ?? live)?.fingerprint) return html``
  const words = visit.texts.test
  const checks = (check.report.checks ?? []) as unknown as readonly Check[]
  // What has to be seen to stands at the top; what is all right need not be read.
  const open = (['fail', 'warn', 'unknown'] as const).flatMap((status) =>
    checks.filter((one) => one.status === status),
  )
  const passed = checks.filter(({ status }) => status === 'pass')
  const count = fill(words.passedCount, { count: passed.length })
  return html`<p>${badge(tones[check.status], `${marks[check.status]} ${words.statuses[check.status]}`)} <span class="quiet">${fill(words.checked, { date: dateOf(visit, check.at) })}</span></p>
${
  open.length > 0 &&
  html`<div class="scroll" tabindex="0" role="region" aria-label="${words.check}"><table aria-label="${words.check}"><thead><tr><th scope="col">${words.result}</th><th scope="col">${words.found}</th></tr></thead>
<tbody>${open.map((one) => row(visit, shown, one))}</tbody></table></div>`
}
${passed.length > 0 && html`<details><summary>${marks.pass} ${count}</summary><ul>${passed.map(({ message }) => html`<li>${told(visit.texts, message)}</li>`)}</ul></details>`}`
}

function row(visit: Visit, shown: Connection, check: Check): Html {
  const words = visit.texts.test
  const { status, message, expected, received, hint } = check
  return html`<tr><th scope="row" class="mark ${tones[status]}">${marks[status]} ${words.statuses[status]}</th><td>${told(visit.texts, message)}
${expected !== undefined && html`<br>${words.expected}: <code>${expected}</code>`}
${received !== undefined && html`<br>${words.received}: <code>${received}</code>`}
${hint !== undefined && html`<br>${told(visit.texts, hint)}`}
${fix(visit, shown, check)}</td></tr>`
}

/** Checks that are about several fields at once, or about what was entered at the provider. */
const pageByCheck: ReadonlyMap<string, 'values' | 'guide'> = new Map([
  ['client_credentials', 'values'],
  ['client_authentication', 'values'],
  ['discovery', 'values'],
  ['metadata', 'values'],
  ['redirect_uri', 'guide'],
])

/** By one click where the right value is known, else the way to the field. */
function fix(visit: Visit, shown: Connection, { name, path, suggestion }: Check): Html {
  const words = visit.texts.test
  const page = path === undefined ? pageByCheck.get(name) : pageOfField(path)
  if (page === undefined) return html``
  if (page === 'values' && path !== undefined && suggestion !== undefined) {
    const label = fill(words.use, { value: suggestion })
    return form(
      visit,
      pagePath(shown, 'values'),
      html`${versionField(shown)}<input type="hidden" name="suggestion:${path}" value="${suggestion}"><button name="accept" value="${path}">${label}</button>`,
    )
  }
  const field = path === undefined ? '' : `#field-${path}`
  return html`<br><a href="${visit.base}${pagePath(shown, page)}${field}">${words.change}</a>`
}
