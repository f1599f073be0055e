import { providerOf } from '../../admin/records.ts'
import { isSsoError, type SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Connection, ConnectionInput } from '../../types/connection.ts'
import type { JsonObject } from '../../types/json.ts'
import { field, form, notice, problems } from '../components.ts'
import { backTo, hasChanges } from '../connection-head.ts'
import { connectionOf, pagePath, profileProtocol } from '../connection.ts'
import { dateOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import { fill } from '../locales/fill.ts'
import { may } from '../permission.ts'
import type { Refused } from '../refused.ts'
import { versionField } from '../save.ts'
import type { PageAnswer, PageContent, Route, Visit } from '../visit.ts'
import { certificateParts } from './keys-certificates.ts'

const ACTIONS = ['secret', 'refresh', 'upload'] as const

/** Certificates of the identity provider, our secrets, and how either is replaced by a draft. */
export const keys: Route = {
  path: 'connections/:connectionId/keys',
  get: async (visit) => page(visit, await connectionOf(visit)),

  async post(visit) {
    const { base, form: sent } = visit
    const connection = await connectionOf(visit)
    if (sent.text('action') === 'discard') return discard(visit, connection)
    const action = ACTIONS.find((one) => one === sent.text('action'))
    const entered = action && inputOf(visit, connection, action)
    if (!action || !entered) return page(visit, connection)
    if ('issues' in entered) return page(visit, connection, { status: 422, ...entered })
    try {
      await update(visit, connection, entered)
    } catch (error) {
      if (isSsoError(error, 'connection_conflict')) return conflictPage(visit)
      if (!isSsoError(error, 'connection_invalid')) throw error
      const { issues = [], message } = error
      return page(visit, connection, {
        ...{ status: 422, issues },
        ...(issues.length === 0 ? { message } : {}),
      })
    }
    const done = action === 'secret' ? 'secret' : 'metadata'
    return redirect(`${base}${pagePath(connection, 'keys')}?done=${done}`)
  },
}

/** Somebody was faster: the page as it is now. */
async function conflictPage(visit: Visit): Promise<PageContent> {
  const message = visit.texts.common.conflict
  return page(visit, await connectionOf(visit), { status: 409, issues: [], message })
}

async function discard(visit: Visit, connection: Connection): Promise<PageAnswer> {
  const { sso, as, base, form: sent } = visit
  try {
    const expectedVersion = Number(sent.text('version'))
    await sso.connections.discardDraft(connection.id, { ...as, expectedVersion })
  } catch (error) {
    if (isSsoError(error, 'connection_conflict')) return conflictPage(visit)
    throw error
  }
  return redirect(`${base}${pagePath(connection, 'keys')}?done=discarded`)
}

async function update(
  { sso, as, form: sent }: Visit,
  { id, draft, live }: Connection,
  entered: ConnectionInput,
): Promise<void> {
  const options = { ...as, expectedVersion: Number(sent.text('version')) }
  try {
    await sso.connections.update(id, entered, options)
  } catch (error) {
    // Of a document with many identity providers, the one that it was before.
    const { idpEntityId } = ((draft ?? live)?.settings ?? {}) as { idpEntityId?: string }
    const issues = isSsoError(error, 'connection_invalid') ? (error.issues ?? []) : []
    const isAmbiguous = issues.some(({ code }) => code === 'saml_metadata_ambiguous')
    if (!isAmbiguous || idpEntityId === undefined || idpEntityId === '') throw error
    const settings = { ...(entered.settings as JsonObject), idpEntityId }
    await sso.connections.update(id, { settings }, options)
  }
}

/** What the form asks for, or what it lacks. */
function inputOf(
  { core, form: sent, texts }: Visit,
  { protocol, draft, live }: Connection,
  action: (typeof ACTIONS)[number],
): ConnectionInput | { readonly issues: readonly SsoIssue[] } | undefined {
  const missing = (path: string, message: string) => ({
    issues: [{ path, code: 'connection_value_missing', message, hint: '' }],
  })
  if (action === 'secret') {
    const { secretFields } = providerOf(core, protocol)
    const name = secretFields.find((one) => sent.has(`secrets.${one}`))
    if (name === undefined) return undefined
    const value = sent.text(`secrets.${name}`)
    if (value === '') return missing(`secrets.${name}`, texts.keys.valueMissing)
    return { secrets: { [name]: value } }
  }
  if (action === 'upload') {
    const metadataXml = sent.raw('settings.metadataXml') ?? ''
    if (metadataXml.trim() === '') return missing('settings.metadataXml', texts.keys.uploadMissing)
    return { settings: { metadataXml } }
  }
  const { metadataUrl } = ((draft ?? live)?.settings ?? {}) as { metadataUrl?: string }
  return metadataUrl === undefined ? undefined : { settings: { metadataUrl } }
}

async function page(visit: Visit, connection: Connection, refused?: Refused): Promise<PageContent> {
  const { texts, base, core } = visit
  const words = texts.keys
  const isNarrow = visit.link?.scope.fields === 'issuer_and_client_id'
  const mayEdit = !isNarrow && (await may(visit, 'connection.update', connection.id))
  const isSaml = connection.protocol === 'saml'
  const certificates = isSaml && (await certificateParts(visit, connection, mayEdit, refused))
  const { secretFields } = providerOf(core, connection.protocol)
  const { issues = [], message } = refused ?? {}
  const shownAtFields = [...secretFields.map((name) => `secrets.${name}`), 'settings.metadataXml']
  const others = issues.filter(({ path }) => !shownAtFields.includes(path))
  return {
    status: refused?.status ?? 200,
    title: words.title,
    body: html`${doneNotice(visit, words.done)}
${backTo(visit, connection)}
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${message !== undefined && notice('bad', message)}
${problems(visit, others)}
${
  hasChanges(connection) &&
  connection.live &&
  html`<div class="warning"><p>${words.draftWaiting}</p>
<p><a href="${base}${pagePath(connection, 'test')}">${words.toTest}</a></p></div>
${mayEdit && discardForm(visit, connection)}`
}
${certificates}
${!isSaml && secretParts(visit, connection, mayEdit, issues)}`,
  }
}

/** Of a draft that nobody wants any more, such as one from a page that was left. */
function discardForm(visit: Visit, connection: Connection): Html {
  const words = visit.texts.keys
  return form(
    visit,
    pagePath(connection, 'keys'),
    html`${versionField(connection)}<input type="hidden" name="action" value="discard">
<p class="buttons"><button class="danger" aria-describedby="discard">${words.discard}</button></p>
<p class="advice" id="discard">${words.discardAdvice}</p>`,
  )
}

function secretParts(
  visit: Visit,
  connection: Connection,
  mayEdit: boolean,
  issues: readonly SsoIssue[],
): Html {
  const words = visit.texts.keys
  const { live, draft, trust } = connection
  const names = secretNames(visit, connection)
  const changed = hasChanges(connection) ? draft : undefined
  const setAt = (revision: typeof live, name: string) => {
    const at = revision?.secrets[name]?.setAt
    return at === undefined ? words.neverSet : dateOf(visit, at)
  }
  const rows = names.map(
    (name) => html`<tr><th scope="row">${labelOf(visit, connection, name)}</th>
<td>${setAt(live, name)}</td>${changed && html`<td>${setAt(changed, name)}</td>`}</tr>`,
  )
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${words.secrets}"><table aria-label="${words.secrets}">
<thead><tr><th scope="col">${words.name}</th><th scope="col">${words.inUse}</th>${changed && html`<th scope="col">${words.inDraft}</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>`
  return html`<h2>${words.secrets}</h2>
${names.length === 0 ? html`<p>${words.noSecrets}</p>` : table}
${trust && html`<p class="quiet">${fill(words.published, { date: dateOf(visit, trust.checkedAt) })}</p>`}
${mayEdit && names.map((name) => secretForm(visit, connection, name, issues))}`
}

/** Those that are set, else the one that this way of proving oneself needs. */
function secretNames({ core }: Visit, { protocol, live, draft }: Connection): readonly string[] {
  const { secretFields } = providerOf(core, protocol)
  const set = secretFields.filter((name) => live?.secrets[name] ?? draft?.secrets[name])
  if (set.length > 0) return set
  const { clientAuthentication } = ((draft ?? live)?.settings ?? {}) as Record<string, unknown>
  if (clientAuthentication === 'none') return []
  return clientAuthentication === 'private_key_jwt'
    ? secretFields.filter((name) => name === 'privateKey')
    : secretFields.slice(0, 1)
}

function labelOf({ texts }: Visit, connection: Connection, name: string): string {
  const entry = profileProtocol(connection).entries.find(({ path }) => path === `secrets.${name}`)
  return entry?.label ?? (name === 'privateKey' ? texts.keys.privateKey : name)
}

/** What was typed here never comes back, whatever goes wrong. */
function secretForm(
  visit: Visit,
  connection: Connection,
  name: string,
  issues: readonly SsoIssue[],
): Html {
  const words = visit.texts.keys
  const path = `secrets.${name}`
  return form(
    visit,
    pagePath(connection, 'keys'),
    html`<input type="hidden" name="version" value="${connection.version}">
<input type="hidden" name="action" value="secret">
${field(visit, {
  ...{ path, type: 'password', isLong: name === 'privateKey' },
  label: fill(words.newValue, { name: labelOf(visit, connection, name) }),
  advice: words.newValueAdvice,
  issue: issues.find((issue) => issue.path === path),
})}
<p class="buttons"><button class="main">${words.saveSecret}</button></p>`,
  )
}
