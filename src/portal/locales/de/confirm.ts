import { uiTexts } from '../../../ui-texts.ts'
import type { PortalTexts } from '../texts.ts'

export const confirm: PortalTexts['confirm'] = {
  explanation:
    'Von nun an können sich Menschen mit {provider} anmelden. Sonst ändert sich nichts, außer Sie wählen es hier.',
  explanationAgain:
    'Die getesteten Änderungen ersetzen, was benutzt wird. Wer angemeldet ist, bleibt es.',
  anyProvider: 'Single Sign-on',
  enforcement: 'Wie sich Menschen anmelden',
  modes: {
    keep: 'wie bisher, und außerdem mit {provider}',
    enforced_new:
      'Neue Menschen melden sich mit {provider} an; wer schon da ist, behält sein Passwort',
    enforced_all: 'Alle melden sich mit {provider} an; nur Notfallkonten behalten ein Passwort',
  },
  irreversibleChoice: 'Für immer: Passwörter kommen nie zurück',
  irreversibleAdvice: 'Gilt, wenn sich alle damit anmelden.',
  button: 'Einschalten',
  buttonAgain: 'Änderungen benutzen',
  sure: 'Sind Sie sicher?',
  about: 'Sie sind dabei, {change}.',
  change: uiTexts.de.confirmSwitch,
  irreversible: uiTexts.de.irreversible,
  yes: 'Ja, auf {provider} umstellen',
  expired:
    'Das hat zu lange gedauert, oder es hat sich etwas geändert. Bitte sehen Sie es sich noch einmal an.',
  preflight: 'Es wurde nichts geändert. Zuerst das hier:',
  half: 'Die Verbindung ist eingeschaltet. Wie sich Menschen anmelden, konnte nicht geändert werden: Sehen Sie unter „Anmeldepflicht“ nach.',
  active: 'Eingeschaltet',
  activeExplanation:
    'Menschen melden sich unter dieser Adresse an. Sie finden sie jederzeit auf der Seite der Verbindung wieder.',
  loginUri: 'Organization login URI',
  toConnection: 'Zur Verbindung',
}
