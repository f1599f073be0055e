import { html, type Html } from '../../http/html.ts'
import type { Connection } from '../../types/connection.ts'
import { checkbox, type Choice, choices, field, form, select } from '../components.ts'
import { connectionOf, pagePath, providerName } from '../connection.ts'
import { fill } from '../locales/fill.ts'
import { MAX_AGES, optionsInput, storedOptions } from '../options-input.ts'
import { may } from '../permission.ts'
import { type Progress, progressOf } from '../progress.ts'
import { type FormState, formState, type Refused, save, versionField } from '../save.ts'
import { goOn, stepPage } from '../step-page.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

/** In seconds. */
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** How people come in and leave. */
export const options: Route = {
  path: 'connections/:connectionId/options',
  async get(visit) {
    const shown = await connectionOf(visit)
    return page(visit, shown, await progressOf(visit, shown))
  },

  async post(visit) {
    const shown = await connectionOf(visit)
    const saved = await save(visit, shown, optionsInput(visit.form))
    if ('refused' in saved) {
      const current = await connectionOf(visit)
      return page(visit, current, await progressOf(visit, current), saved.refused)
    }
    return goOn(visit, saved.connection, await progressOf(visit, saved.connection), 'options')
  },
}

async function page(
  visit: Visit,
  shown: Connection,
  progress: Progress,
  refused?: Refused,
): Promise<PageContent> {
  const { texts } = visit
  const words = texts.options
  const state = formState(visit, storedOptions(shown), refused)
  // Of an active connection people see it at once.
  const mayName = shown.status !== 'active' || (await may(visit, 'connection.activate', shown.id))
  const body = html`${versionField(shown)}
${mayName && headerPart(visit, state)}
${accessPart(visit, state)}
${shown.protocol === 'saml' && among(state, 'settings.idpInitiated', words.idpInitiated, words.idpInitiatedChoices)}
${sessionPart(visit, shown, state)}
<details${state.at('claims.email').issue && html` open`}><summary>${words.claims}</summary>
${field(visit, { ...state.at('claims.email'), label: words.email, advice: words.emailAdvice })}</details>
<p class="buttons"><button class="main">${texts.common.continue}</button></p>`
  return stepPage(visit, shown, progress, 'options', {
    ...{ refused, state },
    body: html`<p>${words.explanation}</p>
${form(visit, pagePath(shown, 'options'), body)}`,
  })
}

/** What sign-in pages show and are led by. */
function headerPart(visit: Visit, state: FormState): Html {
  const { texts, link } = visit
  const words = texts.options
  return html`${field(visit, { ...state.at('description'), label: words.description, advice: words.descriptionAdvice })}
${
  // Links do not cover it.
  !link &&
  field(visit, { ...state.at('loginPath'), label: words.loginPath, advice: words.loginPathAdvice })
}`
}

/** What the host cannot do is not offered: without its accounts nobody is invited or recognised. */
function accessPart({ texts, core }: Visit, state: FormState): Html {
  const words = texts.options
  const { accounts, dns, organization } = core.config
  const { jit } = words.provisioningChoices
  const { never } = words.linkingChoices
  const hasDomains = dns !== undefined || (organization?.trustedDomains?.length ?? 0) > 0
  const { any } = words.emailDomainsChoices
  return html`${among(state, 'access.provisioning', words.provisioning, accounts ? words.provisioningChoices : { jit })}
${among(state, 'access.linking', words.linking, accounts ? words.linkingChoices : { never })}
${among(state, 'access.emailDomains', words.emailDomains, hasDomains ? words.emailDomainsChoices : { any })}`
}

/** Several answers; one that is stored and not offered is shown too, so that saving keeps it. */
function among(
  state: FormState,
  path: string,
  legend: string,
  offered: Readonly<Record<string, string>>,
): Html {
  const { value = '' } = state.at(path)
  const told = (one: string) => (Object.hasOwn(offered, one) ? (offered[one] ?? one) : one)
  const names = [...new Set([...Object.keys(offered), value])].filter((name) => name !== '')
  // Without a choice there is nothing to ask.
  if (names.length < 2) return html``
  const answers = names.map((name) => ({ value: name, label: told(name) }))
  return choices(path, legend, answers, value, state.note(path, told))
}

function sessionPart({ texts, branding }: Visit, shown: Connection, state: FormState): Html {
  const words = texts.options
  const { product } = branding
  const provider = providerName(shown) ?? words.anyProvider
  const { value: maxAge = '' } = state.at('session.maxAgeSeconds')
  const ageOf = (value: string) => ageLabel(texts, value)
  const ages: readonly Choice[] = [...new Set(['', ...MAX_AGES.map(String), maxAge])].map(
    (value) => ({ value, label: ageOf(value) }),
  )
  const box = (name: string, label: string, advice?: string) =>
    checkbox(name, label, state.isChecked(name), state.boxNote(name) ?? advice)
  return html`<fieldset><legend>${words.logout}</legend>
${box('session.hasSingleLogout', fill(words.singleLogout, { product, provider }))}
${box('session.requireLoginAfterLogout', words.requireLogin, words.requireLoginAdvice)}</fieldset>
${select({ path: 'session.maxAgeSeconds', label: words.maxAge, note: state.note('session.maxAgeSeconds', ageOf) }, ages, maxAge)}`
}

/** In the largest unit that it is a whole number of, in the words of the language. */
function ageLabel({ language, options: words }: Visit['texts'], value: string): string {
  if (value === '') return words.noMaxAge
  const seconds = Number(value)
  const [unit, size] = units.find(([, one]) => seconds % one === 0) ?? ['second', 1]
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(seconds / size)
}
