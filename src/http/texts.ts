import { publicMessages, type PublicMessageKey } from '../error-entry.ts'

/** The sentences of ssokit's own pages in one language. */
export interface PageTexts {
  readonly language: string
  readonly messages: Readonly<Record<PublicMessageKey, string>>
  readonly heading: string
  readonly reference: string
  readonly home: string
  readonly again: string
  readonly redirecting: string
  readonly proceed: string
}

const en: PageTexts = {
  language: 'en',
  messages: publicMessages,
  heading: 'Sign-in',
  reference: 'If you ask for help, please give this reference:',
  home: 'Back to the start page',
  again: 'Start again',
  redirecting: 'One moment, your sign-in goes on.',
  proceed: 'Continue',
}

const de: PageTexts = {
  language: 'de',
  messages: {
    failed: 'Die Anmeldung konnte nicht abgeschlossen werden.',
    restart:
      'Diese Anmeldung ist abgelaufen oder wurde schon verwendet. Bitte beginnen Sie von vorn. Geschieht das wieder, erlauben Sie Cookies für diese Website.',
    denied: 'Sie haben keinen Zugang zu dieser Anwendung.',
    not_assigned:
      'Sie sind dieser Anwendung in Ihrer Organisation nicht zugewiesen. Bitten Sie Ihre Administratorin oder Ihren Administrator um Zugang.',
    not_approved:
      'Ihre Organisation hat diese Anwendung noch nicht freigegeben. Bitten Sie Ihre Administratorin oder Ihren Administrator darum.',
    unavailable:
      'Die Anmeldung ist gerade nicht möglich. Bitte versuchen Sie es in einigen Minuten erneut.',
    not_found: 'Diese Anmeldeadresse gibt es nicht.',
    organization_unknown:
      'Wir wissen nicht, zu welcher Organisation Sie gehören. Öffnen Sie diese Anwendung über das Portal Ihrer Organisation oder über deren eigenen Anmeldelink.',
    request: 'Diese Anfrage konnte nicht verstanden werden.',
  },
  heading: 'Anmeldung',
  reference: 'Wenn Sie um Hilfe bitten, nennen Sie bitte diese Kennung:',
  home: 'Zurück zur Startseite',
  again: 'Von vorn beginnen',
  redirecting: 'Einen Moment, Ihre Anmeldung geht weiter.',
  proceed: 'Weiter',
}

const locales: readonly PageTexts[] = [en, de]

/** The first language of `Accept-Language` that we have; English otherwise. */
export function textsFor(request: Request | undefined): PageTexts {
  return inLanguageOf(request, locales) ?? en
}

/** The texts in the first language of `Accept-Language` that there are any in. */
export function inLanguageOf<Texts extends { readonly language: string }>(
  request: Request | undefined,
  all: readonly Texts[],
): Texts | undefined {
  const wanted = (request?.headers.get('accept-language') ?? '').slice(0, 200).split(',')
  for (const range of wanted) {
    const language = range.split(';')[0]?.trim().toLowerCase().split('-')[0]
    const texts = all.find((candidate) => candidate.language === language)
    if (texts) return texts
  }
  return undefined
}
