import { html, type Html } from '../../http/html.ts'

/** Puts values in the places of a sentence. A place without a value stays as it is written. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  )
}

/** The same with markup in the places; what stands around them is escaped. */
export function fillHtml(text: string, values: Readonly<Record<string, Html | string>>): Html {
  const parts = text.split(/\{(\w+)\}/)
  // Every second part is the name of a place.
  const pieces = parts.map((part, index) =>
    index % 2 === 1 && Object.hasOwn(values, part) ? html`${values[part]}` : html`${part}`,
  )
  return html`${pieces}`
}
