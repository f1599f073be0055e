import { html, type Html } from '../../http/html.ts'
import type { SsoIssue } from '../../errors.ts'
import { connectionTexts, type ProfileEntry } from '../../guides/index.ts'
import type { Connection, SamlSettings } from '../../types/connection.ts'
import { field, form } from '../components.ts'
import { connectionOf, pagePath, revisionOf } from '../connection.ts'
import { dateOf } from '../dates.ts'
import { fill } from '../locales/fill.ts'
import { type Progress, progressOf } from '../progress.ts'
import { type FormState, formState, type Refused, save, versionField } from '../save.ts'
import { goOn, stepPage } from '../step-page.ts'
import {
  METADATA_FILE,
  METADATA_XML,
  type ValueFields,
  valueFields,
  valuesInput,
} from '../values-input.ts'
import type { PageContent, Route, Visit } from '../visit.ts'
import { toldBoth } from '../told.ts'

/** What the identity provider's admin copies from its console. */
export const values: Route = {
  path: 'connections/:connectionId/values',
  async get(visit) {
    const shown = await connectionOf(visit)
    return page(visit, shown, await progressOf(visit, shown))
  },

  async post(visit) {
    const shown = await connectionOf(visit)
    const fields = valueFields(shown, isNarrow(visit))
    const saved = await save(visit, shown, valuesInput(fields, visit.form))
    if ('refused' in saved) {
      // After a conflict: what is stored now.
      const current = await connectionOf(visit)
      return page(visit, current, await progressOf(visit, current), saved.refused)
    }
    const { connection } = saved
    const progress = await progressOf(visit, connection)
    const { missing } = progress
    if (missing.length === 0) return goOn(visit, connection, progress, 'values')
    return page(visit, connection, progress, { status: 422, issues: missing }, true)
  },
}

const isNarrow = ({ link }: Visit): boolean => link?.scope.fields === 'issuer_and_client_id'

function page(
  visit: Visit,
  shown: Connection,
  progress: Progress,
  refused?: Refused,
  isStored = false,
): PageContent {
  const { texts } = visit
  const words = texts.values
  const fields = valueFields(shown, isNarrow(visit))
  const stored = connectionTexts(shown)
  // What was stored a moment ago is shown as it is stored, with what was corrected in it.
  const typed = isStored ? { ...visit, form: { ...visit.form, has: () => false } } : visit
  const found = refused ?? checkFindings(shown)
  const known = found && { ...found, issues: atEntries(found.issues, fields) }
  const state = formState(typed, stored, known)
  const inputs = fields.entries.map((entry) => input(visit, shown, entry, state, refused, isStored))
  const further = furtherPart(visit, fields, state)
  const offers = (known?.issues ?? []).some(({ suggestion }) => suggestion !== undefined)
  const isMetadata = shown.protocol === 'saml'
  return stepPage(visit, shown, progress, 'values', {
    ...(isStored || !refused ? { status: refused?.status ?? 200 } : { refused: known }),
    state,
    body: html`${isStored && incomplete(visit, refused?.issues ?? [])}
<p>${isNarrow(visit) ? words.explanationTwo : isMetadata ? words.explanationMetadata : words.explanation}</p>
${isMetadata && metadataNote(visit, shown)}
${form(
  visit,
  pagePath(shown, 'values'),
  html`${versionField(shown)}
${
  // The key Enter presses the first button of a form, which must not be a suggestion.
  offers &&
  html`<button class="default" tabindex="-1" aria-hidden="true">${texts.common.continue}</button>`
}
${inputs}${further}
<p class="buttons"><button class="main">${texts.common.continue}</button></p>`,
  { isUpload: isMetadata },
)}`,
  })
}

/** What was entered is stored all the same: a draft may lack something. */
function incomplete({ texts }: Visit, missing: readonly SsoIssue[]): Html {
  const items = missing.map((issue) => html`<li>${toldBoth(texts, issue)}</li>`)
  return html`<div class="warning" role="alert"><p>${texts.values.incomplete}</p><ul>${items}</ul></div>`
}

/** What the last check of exactly this found at fields of the page, with what would be right. */
function checkFindings({ check, draft, live }: Connection): Refused | undefined {
  if (check?.fingerprint !== (draft ?? live)?.fingerprint) return undefined
  const checks = (check?.report?.checks ?? []) as unknown as readonly Partial<
    SsoIssue & { readonly status: string }
  >[]
  const issues = checks.flatMap(({ path, message, hint = '', suggestion, status, code = '' }) =>
    path === undefined || message === undefined || status !== 'fail'
      ? []
      : [{ path, code, message, hint, ...(suggestion === undefined ? {} : { suggestion }) }],
  )
  return issues.length === 0 ? undefined : { status: 422, issues }
}

/** A problem of the issuer belongs to the field that it is derived from, unless both are there. */
function atEntries(
  issues: readonly SsoIssue[],
  { entries, further }: ValueFields,
): readonly SsoIssue[] {
  const paths = new Set([...entries.map(({ path }) => path), ...further])
  const entered = entries.find(({ path }) => path.startsWith('settings.entered.'))
  return issues.map((issue) => {
    if (paths.has(issue.path) && issue.path !== 'settings.issuer') return issue
    const isMissing = issue.code === 'connection_value_missing'
    if (issue.path === 'settings.issuer' && entered && isMissing) {
      return { ...issue, path: entered.path }
    }
    const isSaml = /^settings\.(idpEntityId|ssoEndpoints|signingCertificates)$/.test(issue.path)
    const metadata = entries.find(({ id }) => id === 'metadataUrl')
    return isSaml && metadata ? { ...issue, path: metadata.path } : issue
  })
}

function input(
  visit: Visit,
  shown: Connection,
  { id, path, label, placeholder }: ProfileEntry,
  state: FormState,
  refused: Refused | undefined,
  isStored: boolean,
): Html {
  const words = visit.texts.values
  const at = state.at(path)
  const example = placeholder === undefined ? {} : { placeholder }
  if (id === 'metadataXml') return metadataFields(visit, state, refused)
  if (id !== 'clientSecret') {
    return field(visit, { ...at, label, ...example, after: offer(visit, at.issue) })
  }
  const { setAt } = revisionOf(shown).secrets.clientSecret ?? {}
  const wasTyped = refused !== undefined && !isStored && visit.form.text(path) !== ''
  return field(visit, {
    ...at,
    ...{ label, value: '', type: 'password' },
    note: wasTyped ? words.secretAgain : undefined,
    advice:
      setAt === undefined
        ? words.secretNew
        : fill(words.secretStored, { date: dateOf(visit, setAt) }),
  })
}

/** A value that would probably be right, taken over by one click. */
function offer({ texts }: Visit, issue: SsoIssue | undefined): Html | undefined {
  if (issue?.suggestion === undefined) return undefined
  const { path, suggestion: value } = issue
  return html`<input type="hidden" name="suggestion:${path}" value="${value}">
<p><button name="accept" value="${path}">${fill(texts.values.use, { value })}</button></p>`
}

function metadataFields(visit: Visit, state: FormState, refused: Refused | undefined): Html {
  const words = visit.texts.values
  const at = state.at(METADATA_XML)
  const wasFile = refused !== undefined && visit.form.text(METADATA_FILE) !== ''
  return html`${field(visit, {
    ...{ path: METADATA_FILE, label: words.orFile, type: 'file' },
    issue: wasFile ? at.issue : undefined,
    note: wasFile ? words.fileAgain : undefined,
  })}
${field(visit, {
  ...at,
  ...{ label: words.orPaste, isLong: true, note: undefined },
  // Of metadata only what follows from it is stored.
  issue: wasFile ? undefined : at.issue,
})}`
}

function metadataNote({ texts }: Visit, shown: Connection): Html {
  const { idpEntityId = '' } = revisionOf(shown).settings as Partial<SamlSettings>
  if (idpEntityId === '') return html``
  return html`<p class="card">${fill(texts.values.metadataStored, { entity: idpEntityId })}</p>`
}

/** Open where something in it is the admin’s own, or wrong. */
function furtherPart(visit: Visit, { further }: ValueFields, state: FormState): Html {
  if (further.length === 0) return html``
  const words = visit.texts.values
  const labels: Readonly<Record<string, string>> = words.labels
  const states = further.map((path) => ({ path, at: state.at(path) }))
  const isOpen = states.some(
    ({ path, at }) => at.issue !== undefined || (path !== 'settings.issuer' && at.value !== ''),
  )
  const inputs = states.map(({ path, at }) =>
    field(visit, {
      ...at,
      label: labels[path.split('.').at(-1) ?? ''] ?? path,
      after: offer(visit, at.issue),
    }),
  )
  return html`<details${isOpen && html` open`}><summary>${words.further}</summary><p class="advice">${words.furtherAdvice}</p>${inputs}</details>`
}
