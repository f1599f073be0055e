import type { Visit } from './visit.ts'

type Texts = Pick<Visit, 'texts'>

/** In the language of the page; always in UTC, which it says. */
export function dateOf({ texts }: Texts, at: string | Date): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(texts.language, format).format(new Date(at))} UTC`
}

/** The day alone, where the hour says nothing. */
export function dayOf({ texts }: Texts, at: string | Date): string {
  const format = { dateStyle: 'long', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(texts.language, format).format(new Date(at))
}
