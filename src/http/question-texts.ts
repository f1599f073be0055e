import { inLanguageOf } from './texts.ts'

/** The sentences of the page that asks for an e-mail address, in one language. */
interface QuestionTexts {
  readonly language: string
  readonly question: string
  readonly email: string
  readonly undecided: string
}

const en: QuestionTexts = {
  language: 'en',
  question:
    'Several organisations sign in here in the same way. Enter your work e-mail address to continue with yours.',
  email: 'Work e-mail address',
  undecided:
    'This address does not tell us which organisation you belong to. Please check it, or use the sign-in link of your organisation.',
}

const de: QuestionTexts = {
  language: 'de',
  question:
    'Mehrere Organisationen melden sich hier auf dieselbe Weise an. Geben Sie Ihre geschäftliche E-Mail-Adresse ein, um mit Ihrer fortzufahren.',
  email: 'Geschäftliche E-Mail-Adresse',
  undecided:
    'An dieser Adresse ist nicht zu erkennen, zu welcher Organisation Sie gehören. Bitte prüfen Sie sie, oder verwenden Sie den Anmeldelink Ihrer Organisation.',
}

export function questionTextsFor(request: Request): QuestionTexts {
  return inLanguageOf(request, [en, de]) ?? en
}
