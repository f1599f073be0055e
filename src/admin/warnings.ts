import { uiTexts } from '../ui-texts.ts'

/** The product's own name is not known here, so the sentence goes without it. */
const named = (text: string, provider: string): string =>
  text.replace('{provider}', () => provider).replace('{product} ', '')

/** What an admin is told before passwords are given up for good. */
export function irreversibleWarning(provider: string): string {
  return named(uiTexts.en.irreversible, provider)
}

/** What an admin is asked to confirm. */
export function switchWarning(provider: string): string {
  return named(uiTexts.en.confirmSwitch, provider)
}
