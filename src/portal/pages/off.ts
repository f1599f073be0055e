import { isSsoError, SsoError } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Connection } from '../../types/connection.ts'
import { field, form, notice } from '../components.ts'
import { backTo, nameOf } from '../connection-head.ts'
import { connectionOf, pagePath } from '../connection.ts'
import { doneNotice } from '../done.ts'
import { fill } from '../locales/fill.ts'
import { ifAllowed, may } from '../permission.ts'
import type { Refused } from '../refused.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

/** What has to be typed before a connection is removed. */
const CONFIRMATION = 'confirmation'

/** Switches a connection off, or removes it. */
export const off: Route = {
  path: 'connections/:connectionId/off',
  get: async (visit) => page(visit, await connectionOf(visit)),

  async post(visit) {
    const { sso, as, base, form: sent, texts } = visit
    const connection = await connectionOf(visit)
    const { id } = connection
    const options = { ...as, expectedVersion: Number(sent.text('version')) }
    try {
      if (sent.text('action') === 'disable') {
        await sso.connections.disable(id, options)
        return redirect(`${base}${pagePath(connection, 'off')}?done=disabled`)
      }
      if (sent.text('action') !== 'remove') return page(visit, connection)
      if (sent.text(CONFIRMATION) !== nameOf(connection).trim()) {
        const issue = { code: 'confirmation_wrong', message: texts.off.confirmWrong, hint: '' }
        const issues = [{ path: CONFIRMATION, ...issue }]
        return page(visit, connection, { status: 422, issues })
      }
      await sso.connections.remove(id, options)
      return redirect(`${base}?done=removed`)
    } catch (error) {
      if (!isSsoError(error, 'connection_conflict')) throw error
      const now = await connectionOf(visit)
      return page(visit, now, { status: 409, issues: [], message: texts.common.conflict })
    }
  },
}

async function page(visit: Visit, connection: Connection, refused?: Refused): Promise<PageContent> {
  const words = visit.texts.off
  const mayDisable = await may(visit, 'connection.disable', connection.id)
  const mayRemove = await may(visit, 'connection.remove', connection.id)
  if (!mayDisable && !mayRemove) {
    throw new SsoError('not_authorized', { detail: { action: 'connection.disable' } })
  }
  const { status } = connection
  return {
    status: refused?.status ?? 200,
    title: words.title,
    body: html`${doneNotice(visit, { disabled: words.disabled })}
${backTo(visit, connection)}
<h1>${words.title}</h1>
${refused?.message !== undefined && notice('bad', refused.message)}
${status === 'disabled' && html`<p>${words.isOff}</p>`}
${status === 'draft' && html`<p>${words.isDraft}</p>`}
${mayDisable && status !== 'draft' && (await disablePart(visit, connection))}
${mayRemove && removePart(visit, connection, refused)}`,
  }
}

async function disablePart(visit: Visit, connection: Connection): Promise<Html> {
  const words = visit.texts.off
  const isActive = connection.status === 'active'
  const { signIn, sessions, kept } = words.disableList
  const told = isActive
    ? html`<ul><li>${signIn}</li><li>${sessions}</li><li>${kept}</li></ul>
${(await isOnlyWayIn(visit, connection)) && notice('warn', words.onlyWayIn)}`
    : html`<p>${words.disableAgainAdvice}</p>`
  return html`<section class="card"><h2>${isActive ? words.disable : words.disableAgain}</h2>
${told}
${form(
  visit,
  pagePath(connection, 'off'),
  html`<input type="hidden" name="version" value="${connection.version}">
<p class="buttons"><button class="danger" name="action" value="disable">${isActive ? words.disable : words.disableAgain}</button></p>`,
)}</section>`
}

/** Said where the visitor may know the policy and the other connections. */
async function isOnlyWayIn(
  { sso, as, organizationId }: Visit,
  { id }: Connection,
): Promise<boolean> {
  const policy = await ifAllowed(sso.policies.get(organizationId, as))
  if (!policy || policy.mode === 'mixed') return false
  const others = await ifAllowed(sso.connections.list(organizationId, as))
  return others?.every((other) => other.id === id || other.status !== 'active') ?? false
}

function removePart(visit: Visit, connection: Connection, refused: Refused | undefined): Html {
  const words = visit.texts.off
  const { settings, loginUri, accounts, sessions } = words.removeList
  return html`<section class="card"><h2>${words.remove}</h2>
<ul><li>${settings}</li><li>${loginUri}</li><li>${accounts}</li><li>${sessions}</li></ul>
<p><strong>${words.final}</strong></p>
${form(
  visit,
  pagePath(connection, 'off'),
  html`<input type="hidden" name="version" value="${connection.version}">
${field(visit, {
  path: CONFIRMATION,
  label: fill(words.confirm, { name: nameOf(connection) }),
  value: visit.form.text(CONFIRMATION),
  issue: refused?.issues.find(({ path }) => path === CONFIRMATION),
})}
<p class="buttons"><button class="danger" name="action" value="remove">${words.remove}</button></p>`,
)}</section>`
}
