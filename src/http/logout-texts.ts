import { inLanguageOf } from './texts.ts'

/** The sentences of the sign-out pages in one language. */
interface LogoutTexts {
  readonly language: string
  readonly title: string
  readonly question: string
  readonly signOut: string
  readonly stay: string
  readonly leaving: string
  readonly done: string
  readonly failed: string
}

const en: LogoutTexts = {
  language: 'en',
  title: 'Sign out',
  question: 'Do you want to sign out of this application?',
  signOut: 'Sign out',
  stay: 'Stay signed in',
  leaving: 'One moment, you are being signed out.',
  done: 'You are signed out.',
  failed: 'Signing out could not be completed.',
}

const de: LogoutTexts = {
  language: 'de',
  title: 'Abmelden',
  question: 'Möchten Sie sich von dieser Anwendung abmelden?',
  signOut: 'Abmelden',
  stay: 'Angemeldet bleiben',
  leaving: 'Einen Moment, Sie werden abgemeldet.',
  done: 'Sie sind abgemeldet.',
  failed: 'Die Abmeldung konnte nicht abgeschlossen werden.',
}

export function logoutTextsFor(request: Request | undefined): LogoutTexts {
  return inLanguageOf(request, [en, de]) ?? en
}
