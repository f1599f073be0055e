import { inLanguageOf } from './texts.ts'

/** The sentences of the join prompt in one language. */
interface JoinTexts {
  readonly language: string
  readonly title: string
  readonly signedIn: string
  readonly email: string
  readonly issuer: string
  readonly question: string
  readonly join: string
  readonly accountExists: string
  readonly signInFirst: string
  readonly leave: string
}

const en: JoinTexts = {
  language: 'en',
  title: 'Join your organisation',
  signedIn: 'Your organisation has signed you in:',
  email: 'E-mail',
  issuer: 'Signed in at',
  question:
    'If you join, this application sets up your access, and from then on your organisation’s sign-in leads to it.',
  join: 'Join',
  accountExists: 'You may have an account here already. Nobody else may take it over, so:',
  signInFirst:
    'Sign in to it first, as you have done so far. It can then be connected with your organisation’s sign-in.',
  leave: 'You did not expect this? Then leave this page. Nothing will happen.',
}

const de: JoinTexts = {
  language: 'de',
  title: 'Ihrer Organisation beitreten',
  signedIn: 'Ihre Organisation hat Sie angemeldet:',
  email: 'E-Mail',
  issuer: 'Angemeldet bei',
  question:
    'Wenn Sie beitreten, richtet diese Anwendung Ihren Zugang ein. Von da an führt die Anmeldung Ihrer Organisation dorthin.',
  join: 'Beitreten',
  accountExists:
    'Vielleicht haben Sie hier schon ein Konto. Niemand sonst darf es übernehmen, daher:',
  signInFirst:
    'Melden Sie sich zuerst wie bisher damit an. Danach kann es mit der Anmeldung Ihrer Organisation verbunden werden.',
  leave: 'Sie haben das nicht erwartet? Dann verlassen Sie diese Seite. Es geschieht nichts.',
}

export function joinTextsFor(request: Request): JoinTexts {
  return inLanguageOf(request, [en, de]) ?? en
}
