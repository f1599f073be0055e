import { uiTexts } from '../../../ui-texts.ts'
import type { PortalTexts } from '../texts.ts'

export const policy: PortalTexts['policy'] = {
  title: 'Anmeldepflicht',
  explanation:
    'Hier entscheiden Sie, wer Single Sign-on benutzen muss. Es ändert sich nichts, bevor Sie gesehen haben, was es bedeutet, und es bestätigt haben.',
  now: 'Wie es jetzt ist',
  since: 'Seit {date}',
  isFinal:
    'Ihre Organisation hat Passwörter für immer aufgegeben. Nur der Betreiber dieses Produkts kann sie zurückholen.',
  legend: 'Wie Menschen sich anmelden',
  modes: {
    mixed: 'Gemischt',
    enforced_new: 'Single Sign-on für neue Mitglieder',
    enforced_all: 'Single Sign-on für alle',
  },
  meanings: {
    mixed: 'Passwörter und Single Sign-on stehen nebeneinander. Niemand wird ausgesperrt.',
    enforced_new:
      'Wer ab jetzt dazukommt, muss Single Sign-on benutzen. Mitglieder von vorher behalten ihr Passwort.',
    enforced_all:
      'Niemand meldet sich mehr mit einem Passwort an. Nur ausgenommene Konten für Notfälle behalten ihres.',
  },
  irreversible: 'Für immer: Passwörter kommen nie zurück',
  irreversibleAdvice: 'Lassen Sie das offen, wenn keine Ihrer Regeln es verlangt.',
  review: 'Sehen, was es bedeutet',
  choose: 'Wählen Sie eine der drei Möglichkeiten.',
  notMixed:
    'Die gemischte Anmeldung nimmt nichts weg, das zurückkommen könnte. Wählen Sie eine andere, oder lassen Sie das Kästchen offen.',
  before: 'Bevor Sie es ändern',
  nothing: 'Dafür ist nichts mehr zu tun.',
  severities: { error: 'Zuerst zu tun', warning: 'Bitte beachten' },
  issues: {
    policy_connection_missing:
      'Keine Verbindung ist eingeschaltet, also könnte sich niemand anmelden. Schalten Sie zuerst eine ein.',
    policy_connection_untested:
      'Mit dem, was eingeschaltet ist, hat sich noch niemand angemeldet, auch nicht zum Test. Testen Sie die Verbindung, oder melden Sie sich einmal darüber an.',
    policy_domain_unverified:
      'Keine Domain Ihrer Organisation ist bestätigt, deshalb werden ihre Leute nicht erkannt. Bestätigen Sie zuerst die Domain ihrer E-Mail-Adressen.',
    policy_exempt_unknown:
      'Wir können nicht sagen, ob sich ein ausgenommenes Konto noch anmelden könnte. Nehmen Sie eine Inhaberin oder einen Inhaber mit Passwort aus.',
    policy_exempt_missing:
      'Fiele Ihr Identitätsanbieter aus, könnte sich kein ausgenommenes Konto anmelden. Nehmen Sie zuerst ein aktives Inhaberkonto mit Passwort aus.',
  },
  failing: 'Die Verbindung {name} besteht eine Prüfung nicht. {hint}',
  toConnections: 'Zu den Verbindungen',
  toDomains: 'Zu den Domains',
  reviewTitle: 'Bitte bestätigen',
  reviewIntro: 'Sie sind dabei, die Anmeldung umzustellen auf: {mode}.',
  warning: uiTexts.de.irreversible,
  provider: 'Single Sign-on',
  blocked: 'Das geht noch nicht. Erledigen Sie, was oben steht, und kommen Sie dann wieder.',
  apply: 'Jetzt umstellen',
  applyFinal: 'Für immer umstellen',
  confirmAgain:
    'Das hat länger als zehn Minuten gedauert, oder inzwischen hat sich etwas geändert. Es wurde nichts umgestellt; bitte bestätigen Sie noch einmal.',
  changed: 'Die Anmeldung wurde umgestellt.',
  notYours: 'Sie dürfen das ansehen, aber nicht ändern.',
}
