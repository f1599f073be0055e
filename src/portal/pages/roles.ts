import type { SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import type { Connection } from '../../types/connection.ts'
import { choices, field, form, notice } from '../components.ts'
import { connectionOf, pagePath, profileProtocol } from '../connection.ts'
import { fill } from '../locales/fill.ts'
import { type Progress, progressOf } from '../progress.ts'
import {
  hasGroups,
  MAPPING,
  rolesInput,
  roleField,
  seenGroups,
  storedRoles,
} from '../roles-input.ts'
import { type FormState, formState, type Refused, save, versionField } from '../save.ts'
import { goOn, stepPage } from '../step-page.ts'
import { SsoError } from '../../errors.ts'
import type { RoleConfig } from '../../types/config.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

/** Id of the list of groups to choose from. */
const SEEN = 'groups-seen'

/** Which groups lead to which roles of the host. */
export const roles: Route = {
  path: 'connections/:connectionId/roles',
  async get(visit) {
    const shown = await connectionOf(visit)
    return page(visit, shown, await progressOf(visit, shown))
  },

  async post(visit) {
    const { form: sent, texts } = visit
    const shown = await connectionOf(visit)
    const config = configOf(visit)
    const isWithout = sent.text('action') === 'without' && !isRequired(visit)
    if (!isWithout && !hasGroups(sent, config)) {
      const { atLeastOne: message, atLeastOneHint: hint } = texts.roles
      const [first] = config.catalogue
      const path = first ? roleField(first.id) : MAPPING
      const issue: SsoIssue = { path, code: 'roles_empty', message, hint }
      return page(visit, shown, await progressOf(visit, shown), { status: 422, issues: [issue] })
    }
    const saved = await save(visit, shown, rolesInput(shown, sent, config, isWithout))
    if ('refused' in saved) {
      const current = await connectionOf(visit)
      return page(visit, current, await progressOf(visit, current), saved.refused)
    }
    return goOn(visit, saved.connection, await progressOf(visit, saved.connection), 'roles')
  },
}

/** @throws {SsoError} `request_not_found` for a host without roles */
function configOf({ core }: Visit): RoleConfig {
  const { roles: config } = core.config
  if (config) return config
  throw new SsoError('request_not_found')
}

const isRequired = ({ core }: Visit): boolean =>
  core.config.activation.requires.includes('role_mapping')

function page(visit: Visit, shown: Connection, progress: Progress, refused?: Refused): PageContent {
  const { texts, branding } = visit
  const words = texts.roles
  const config = configOf(visit)
  const isMany = config.cardinality === 'many'
  const state = formState(visit, storedRoles(shown, profileProtocol(shown).groupsClaim), refused)
  const seen = seenGroups(shown)
  const claim = field(visit, {
    ...state.at('claims.groups'),
    ...{ label: words.claim, advice: words.claimAdvice, placeholder: 'groups' },
  })
  const fields = config.catalogue.map(({ id, label, description }) => {
    const at = state.at(roleField(id))
    // One line would join several groups, which are there where the host took more before.
    const isLong = isMany || (at.value ?? '').includes('\n')
    const input = field(visit, {
      ...{ ...at, isLong, label: fill(isMany ? words.groups : words.group, { role: label }) },
      list: !isLong && seen && seen.length > 0 ? SEEN : undefined,
    })
    return html`${input}${description !== undefined && about(words.about, label, description)}`
  })
  return stepPage(visit, shown, progress, 'roles', {
    refused,
    state,
    body: html`<p>${words.explanation}</p>
${shown.profile === 'okta' && notice('warn', words.thirdParty)}
${shown.profile === 'entra' && notice('warn', words.objectIds)}
${form(
  visit,
  pagePath(shown, 'roles'),
  html`${versionField(shown)}
${claim}
${fields}
${seenPart(visit, seen)}
${unmappedPart(visit, state)}
<p class="buttons"><button class="main">${texts.common.continue}</button>
${!isRequired(visit) && html`<button name="action" value="without">${words.without}</button>`}</p>
${!isRequired(visit) && html`<p class="advice">${fill(words.withoutAdvice, { product: branding.product })}</p>`}`,
)}`,
  })
}

/** Right below the field, and without JavaScript. */
function about(title: string, role: string, description: string): Html {
  const name = fill(title, { role })
  return html`<details class="about"><summary aria-label="${name}" title="${name}"><span aria-hidden="true">i</span></summary><p>${description}</p></details>`
}

function seenPart({ texts }: Visit, seen: readonly string[] | undefined): Html {
  const words = texts.roles
  if (seen === undefined) return html``
  if (seen.length === 0) return html`<p class="quiet">${words.seenNone}</p>`
  return html`<datalist id="${SEEN}">${seen.map((group) => html`<option value="${group}"></option>`)}</datalist>
<details><summary>${words.seen}</summary><ul>${seen.map((group) => html`<li><code>${group}</code></li>`)}</ul></details>`
}

function unmappedPart({ texts }: Visit, state: FormState): Html {
  const words = texts.roles
  const among = (path: string, legend: string, told: Readonly<Record<string, string>>) =>
    choices(
      path,
      legend,
      Object.entries(told).map(([value, label]) => ({ value, label })),
      state.at(path).value ?? '',
      state.note(path, (value) => (Object.hasOwn(told, value) ? (told[value] ?? value) : value)),
    )
  return html`${among('access.roles.unmapped', words.unmapped, words.unmappedChoices)}
${among('access.groupsAbsent', words.absent, words.absentChoices)}`
}
