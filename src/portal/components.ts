import type { SsoIssue } from '../errors.ts'
import { html, type Html } from '../http/html.ts'
import { CSRF_FIELD } from './csrf.ts'
import type { Visit } from './visit.ts'
import { toldBoth } from './told.ts'

/** A form of ours; every one carries the token of its visitor. */
export function form(
  { base, csrfToken }: Pick<Visit, 'base' | 'csrfToken'>,
  path: string,
  body: Html,
  options: { readonly isUpload?: boolean } = {},
): Html {
  const type = options.isUpload === true && html` enctype="multipart/form-data"`
  return html`<form method="post" action="${base}${path}"${type}>
<input type="hidden" name="${CSRF_FIELD}" value="${csrfToken}">
${body}
</form>`
}

export interface FieldOptions {
  /** The path that `issues` name, such as `settings.issuer`. */
  readonly path: string
  readonly label: string
  readonly value?: string
  readonly issue?: SsoIssue | undefined
  readonly advice?: string | Html
  readonly placeholder?: string
  readonly type?: 'text' | 'password' | 'url' | 'email' | 'file'
  readonly isLong?: boolean
  readonly isRequired?: boolean
  /** What somebody else stored in the meantime, say. */
  readonly note?: string | undefined
  /** Id of a list of values to choose from. */
  readonly list?: string | undefined
  /** Right below the field, such as a button that fills it in. */
  readonly after?: Html | undefined
}

/** A labelled field whose problem stands right below it. */
export function field({ texts }: Pick<Visit, 'texts'>, options: FieldOptions): Html {
  const { path, label, value = '', issue, advice, placeholder, type = 'text' } = options
  const { isLong = false, isRequired = false, note, list, after } = options
  const id = `field-${path}`
  const described = [
    ...(advice === undefined ? [] : [`${id}-advice`]),
    ...(note === undefined ? [] : [`${id}-note`]),
    ...(issue ? [`${id}-problem`] : []),
  ]
  const attributes = html`id="${id}" name="${path}"${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${issue && html` aria-invalid="true"`}${placeholder !== undefined && html` placeholder="${placeholder}"`}${isRequired && html` required`}${list !== undefined && html` list="${list}"`}`
  const input = isLong
    ? // A parser drops the first line break.
      html`<textarea ${attributes} spellcheck="false">
${value}</textarea>`
    : html`<input type="${type}" ${attributes}${
        // Without `autocomplete` browsers bring back what was typed to whoever goes back.
        type === 'password' && html` autocomplete="new-password"`
      }${type !== 'file' && html` value="${value}" spellcheck="false"`}>`
  return html`<div class="field"><label for="${id}">${label}</label>
${input}
${advice !== undefined && html`<p class="advice" id="${id}-advice">${advice}</p>`}
${note !== undefined && html`<p class="warn" id="${id}-note">${note}</p>`}
${issue && html`<p class="problem" id="${id}-problem">${toldBoth(texts, issue)}</p>`}${after}</div>`
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly advice?: string
}

/** Several answers of which one counts. */
export function choices(
  name: string,
  legend: string,
  options: readonly Choice[],
  chosen: string,
  note?: string,
): Html {
  const items = options.map(({ value, label, advice }) => {
    const id = `choice-${name}-${value}`
    return html`<div class="choice"><input type="radio" id="${id}" name="${name}" value="${value}"${value === chosen && html` checked`}>
<label for="${id}">${label}${advice !== undefined && html`<br><span class="quiet">${advice}</span>`}</label></div>`
  })
  const told = note !== undefined && html`<p class="warn" id="choice-${name}-note">${note}</p>`
  return html`<fieldset${note !== undefined && html` aria-describedby="choice-${name}-note"`}><legend>${legend}</legend>${items}${told}</fieldset>`
}

export function checkbox(name: string, label: string, isChecked: boolean, advice?: string): Html {
  const id = `choice-${name}`
  return html`<div class="choice"><input type="checkbox" id="${id}" name="${name}" value="on"${isChecked && html` checked`}>
<label for="${id}">${label}${advice !== undefined && html`<br><span class="quiet">${advice}</span>`}</label></div>`
}

/** One of a list that is too long for `choices`. */
export function select(
  {
    path,
    label,
    advice,
    note,
  }: Pick<FieldOptions, 'path' | 'label' | 'note'> & { advice?: string },
  options: readonly Choice[],
  chosen: string,
): Html {
  const id = `field-${path}`
  const described = [
    ...(advice === undefined ? [] : [`${id}-advice`]),
    ...(note === undefined ? [] : [`${id}-note`]),
  ]
  const items = options.map(
    (option) =>
      html`<option value="${option.value}"${option.value === chosen && html` selected`}>${option.label}</option>`,
  )
  return html`<div class="field"><label for="${id}">${label}</label>
<select id="${id}" name="${path}"${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}>${items}</select>
${advice !== undefined && html`<p class="advice" id="${id}-advice">${advice}</p>`}
${note !== undefined && html`<p class="warn" id="${id}-note">${note}</p>`}</div>`
}

/** A value to be pasted elsewhere; it can be marked by one click also without JavaScript. */
export function copyable({ texts }: Pick<Visit, 'texts'>, id: string, value: string): Html {
  const { copy, copied } = texts.common
  return html`<div class="copy"><span class="value" id="value-${id}" tabindex="0">${value}</span><button type="button" data-copy="value-${id}" data-label="${copy}" data-copied="${copied}">${copy}</button></div>`
}

export type Tone = 'good' | 'bad' | 'warn' | 'quiet'

export function badge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}">${text}</span>`
}

/** What happened, or what is wrong; read out by screen readers. */
export function notice(tone: 'good' | 'bad' | 'warn', body: Html | string): Html {
  const name = { good: 'notice', bad: 'alert', warn: 'warning' }[tone]
  return html`<div class="${name}" role="${tone === 'good' ? 'status' : 'alert'}"><p>${body}</p></div>`
}

/** Problems that belong to no field of the form. */
export function problems({ texts }: Pick<Visit, 'texts'>, issues: readonly SsoIssue[]): Html {
  if (issues.length === 0) return html``
  const items = issues.map((issue) => html`<li>${toldBoth(texts, issue)}</li>`)
  return html`<div class="alert" role="alert"><p>${texts.common.problems}</p><ul>${items}</ul></div>`
}
