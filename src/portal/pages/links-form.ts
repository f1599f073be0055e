import type { SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { choices, field, form, problems, select } from '../components.ts'
import { protocolName } from '../connection.ts'
import { offeredProfiles, offeredProtocols } from '../link-offers.ts'
import { fill } from '../locales/fill.ts'
import type { Visit } from '../visit.ts'

export const DAY_SECONDS = 86_400
const LIFETIME_DAYS: readonly number[] = [1, 3, 7, 14, 30]
const DEFAULT_DAYS = 7

/** Days; anything that is not offered counts as the usual. */
export function lifetimeOf({ form: sent }: Pick<Visit, 'form'>): number {
  return LIFETIME_DAYS.find((days) => String(days) === sent.text('lifetimeDays')) ?? DEFAULT_DAYS
}

/** With everything that was typed before, where something was wrong with it. */
export function createForm(
  visit: Visit,
  connections: ReadonlyMap<string, string>,
  issues: readonly SsoIssue[],
): Html {
  const { texts, form: sent } = visit
  const words = texts.links
  const targets = [
    { value: '', label: words.newConnection },
    ...[...connections].map(([value, label]) => ({ value, label })),
  ]
  const protocols = offeredProtocols(visit).map((protocol) => ({
    ...{ value: protocol, label: protocolName({ protocol }) },
  }))
  const profiles = offeredProfiles(visit).map(({ id, name }) => ({ value: id, label: name }))
  const { everything, issuer_and_client_id: two } = words.fieldChoices
  const lifetimes = LIFETIME_DAYS.map((days) => ({
    value: String(days),
    label: days === 1 ? words.day : fill(words.days, { count: days }),
  }))
  return html`<h2>${words.create}</h2>
${problems(
  visit,
  issues.filter(({ path }) => path !== 'description'),
)}
${form(
  visit,
  '/links',
  html`${field(visit, {
    ...{ path: 'description', label: words.description, advice: words.descriptionAdvice },
    value: sent.raw('description') ?? '',
    issue: issues.find(({ path }) => path === 'description'),
  })}
${select({ path: 'scope.connectionId', label: words.connection }, targets, sent.text('scope.connectionId'))}
${protocols.length > 1 && several(visit, 'scope.protocols', words.protocols, protocols)}
${several(visit, 'scope.profiles', words.profiles, profiles)}
${choices(
  'scope.fields',
  words.fields,
  [
    { value: 'everything', label: everything },
    { value: 'issuer_and_client_id', label: two },
  ],
  sent.text('scope.fields') === 'issuer_and_client_id' ? 'issuer_and_client_id' : 'everything',
)}
${select({ path: 'lifetimeDays', label: words.lifetime }, lifetimes, String(lifetimeOf(visit)))}
<p class="buttons"><button class="main">${words.createButton}</button></p>`,
)}`
}

/** Any number of them; none means all. */
function several(
  { texts, form: sent }: Visit,
  name: string,
  legend: string,
  options: readonly { readonly value: string; readonly label: string }[],
): Html {
  const chosen = new Set(sent.all(name))
  const items = options.map(({ value, label }, index) => {
    const id = `choice-${name}-${index}`
    return html`<div class="choice"><input type="checkbox" id="${id}" name="${name}" value="${value}"${chosen.has(value) && html` checked`}>
<label for="${id}">${label}</label></div>`
  })
  return html`<fieldset><legend>${legend}</legend><p class="advice">${texts.links.anyAdvice}</p>${items}</fieldset>`
}
