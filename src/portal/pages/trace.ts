import { errorTable } from '../../error-table.ts'
import { html, type Html } from '../../http/html.ts'
import type { Connection } from '../../types/connection.ts'
import type { TraceCheck, TraceEntry } from '../../types/trace.ts'
import { badge, type Tone } from '../components.ts'
import { connectionOf } from '../connection.ts'
import { backTo } from '../connection-head.ts'
import { dateOf } from '../dates.ts'
import { fill } from '../locales/fill.ts'
import { thatFit } from '../paging.ts'
import type { Route, Visit } from '../visit.ts'
import { told } from '../told.ts'

/** Attempts on one page, if they fit. */
const PAGE_SIZE = 10

/** What to change where an answer belongs to no sign-in that began here: as its error says it. */
const unkept = [
  errorTable.login_flow_missing.hint,
  'Start the sign-in in the application, or allow it with `idpInitiated`.',
] as const

/** The attempts to sign in by one connection: every check, and what to change. */
export const trace: Route = {
  path: 'connections/:connectionId/trace',
  async get(visit) {
    const { sso, as, texts, query, core } = visit
    const words = texts.trace
    const connection = await connectionOf(visit)
    const reference = (query.get('reference') ?? '').trim()
    const before = query.get('before') ?? ''
    const entries = await sso.connections.trace(connection.id, {
      ...as,
      limit: PAGE_SIZE + 1,
      ...(reference === '' ? {} : { correlationId: reference }),
      ...(before === '' ? {} : { before }),
    })
    const shown = thatFit(
      entries.slice(0, PAGE_SIZE).map((entry) => attempt(visit, connection, entry)),
    )
    const kept = core.config.trace
    const days = kept === false ? 0 : kept.days
    const empty =
      kept === false
        ? words.off
        : reference !== ''
          ? fill(words.notFound, { days })
          : before !== ''
            ? words.noMore
            : fill(words.none, { days })
    return {
      title: words.title,
      body: html`${backTo(visit, connection)}
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${kept !== false && search(visit, connection, reference)}
${shown.length === 0 ? html`<p class="card" role="status">${empty}</p>` : shown}
${shown.length === 0 && kept !== false && reference !== '' && unkeptPart(texts)}
${olderLink(visit, connection, entries, shown.length)}`,
    }
  },
}

function search({ base, texts }: Visit, { id }: Connection, reference: string): Html {
  const words = texts.trace
  const path = `${base}/connections/${id}/trace`
  return html`<form method="get" action="${path}" role="search">
<div class="field"><label for="reference">${words.reference}</label>
<input type="text" id="reference" name="reference" value="${reference}" autocomplete="off" spellcheck="false"></div>
<p class="buttons"><button>${words.search}</button>${reference !== '' && html` <a href="${path}">${words.all}</a>`}</p>
</form>`
}

/** Anybody can send such answers, so that the trace has none of them and somebody looks in vain. */
function unkeptPart(texts: Visit['texts']): Html {
  const items = unkept.map((hint) => html`<li>${told(texts, hint)}</li>`)
  return html`<p>${texts.trace.unkept}</p><ul>${items}</ul>`
}

function olderLink(
  { base, texts, query }: Visit,
  { id }: Connection,
  entries: readonly TraceEntry[],
  shown: number,
): Html {
  const last = entries[shown - 1]
  if (!last || entries.length <= shown) return html``
  const parameters = new URLSearchParams({ before: last.id })
  const reference = query.get('reference')
  if (reference !== null && reference !== '') parameters.set('reference', reference)
  const target = `${base}/connections/${id}/trace?${parameters}`
  return html`<p><a href="${target}">${texts.trace.older}</a></p>`
}

function attempt(visit: Visit, connection: Connection, entry: TraceEntry): Html {
  const words = visit.texts.trace
  const { at, outcome, correlationId, person, initiatedBy, milliseconds, checks } = entry
  const revision = revisionOf(connection, entry)
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.reference, correlationId],
    [words.person, person?.email],
    [words.began, words.initiators[initiatedBy]],
    [words.revision, revision && words.revisions[revision]],
    [words.took, fill(words.milliseconds, { count: Math.round(milliseconds) })],
  ]
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`],
  )
  const failed = checks.filter(({ status }) => status === 'fail')
  return html`<section class="card">
<h2>${dateOf(visit, at)} ${badge(toneOf(entry), words.outcomes[outcome])}</h2>
${failed.map((check) => failedCheck(visit, check))}
<dl class="facts">${rows}</dl>
${allChecks(visit, checks)}
</section>`
}

function failedCheck({ texts }: Visit, check: TraceCheck): Html {
  const words = texts.trace
  const { code, expected, received, hint } = check
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.expected, expected],
    [words.received, received],
    [words.code, code],
  ]
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<dt>${name}</dt><dd><code>${value}</code></dd>`],
  )
  return html`<div class="alert"><p><strong><span aria-hidden="true">✗</span> ${words.notPassed} ${labelOf(texts, check)}</strong></p>
${hint !== undefined && html`<p>${told(texts, hint)}</p>`}
${rows.length > 0 && html`<dl class="facts">${rows}</dl>`}</div>`
}

function allChecks({ texts }: Visit, checks: readonly TraceCheck[]): Html {
  const count = (wanted: TraceCheck['status']) =>
    checks.filter(({ status }) => status === wanted).length
  const summary = fill(texts.trace.allChecks, {
    ...{ passed: count('pass'), failed: count('fail'), skipped: count('skipped') },
  })
  const items = checks.map((check) => html`<li>${mark(texts, check)} ${labelOf(texts, check)}</li>`)
  return html`<details><summary>${summary}</summary><ol class="checks">${items}</ol></details>`
}

const marks = { pass: '✓', fail: '✗', skipped: '–' } as const
const tones = { pass: 'good', fail: 'bad', skipped: 'quiet' } as const

/** A sign for the eye, and its word for everybody else. */
function mark({ trace: { statuses } }: Visit['texts'], { status }: TraceCheck): Html {
  return html`<span class="${tones[status]}" role="img" aria-label="${statuses[status]}">${marks[status]}</span>`
}

/** Providers of the host’s own have checks that are not known here. */
export function labelOf({ trace: { checks } }: Visit['texts'], { name }: { name: string }): string {
  const words: Readonly<Record<string, string>> = checks
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name.replaceAll('_', ' ')
}

function revisionOf({ live, draft }: Connection, { fingerprint }: TraceEntry) {
  if (fingerprint === undefined) return undefined
  if (fingerprint === live?.fingerprint) return 'live'
  return fingerprint === draft?.fingerprint ? 'draft' : 'older'
}

function toneOf({ outcome }: TraceEntry): Tone {
  if (outcome === 'signed_in' || outcome === 'provisioned' || outcome === 'test_passed') {
    return 'good'
  }
  return outcome === 'join' ? 'quiet' : 'bad'
}
