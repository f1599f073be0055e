import { uiTexts } from '../../../ui-texts.ts'
import type { PortalTexts } from '../texts.ts'

export const test: PortalTexts['test'] = {
  check: 'Prüfen',
  checkAdvice:
    'Liest, was Ihr Identitätsanbieter veröffentlicht, und ob er die Werte annimmt. Niemand wird angemeldet.',
  checkButton: 'Prüfen',
  checked: 'Geprüft am {date}',
  passedCount: 'Bestanden: {count}',
  wait: 'Bitte warten Sie {seconds} Sekunden zwischen zwei Prüfungen.',
  statuses: { pass: 'Bestanden', warn: 'Warnung', fail: 'Fehler', unknown: 'Unbekannt' },
  result: 'Ergebnis',
  found: 'Was gefunden wurde',
  expected: 'Erwartet',
  received: 'Erhalten',
  use: '{value} nehmen',
  change: 'Ändern',
  test: 'Testen',
  testAdvice:
    'Sie melden sich bei Ihrem Identitätsanbieter an, wie es alle tun werden. Bei {product} wird dabei niemand angemeldet und nichts geändert.',
  testButton: 'Konfiguration testen',
  passed: uiTexts.de.testPassed,
  running:
    'Ein Test läuft. Beenden Sie ihn in dem Fenster, in dem Sie ihn begonnen haben, oder beginnen Sie einen neuen.',
  failed: 'Der Test ist fehlgeschlagen',
  notReady: 'Testen geht noch nicht:',
  report: 'Was der Test gezeigt hat',
  warnings: 'Gut zu wissen',
  missing: 'Claims, die gebraucht werden und nicht kamen',
  person: 'Diese Person',
  outcomes: {
    sign_in: 'würde angemeldet',
    provision: 'bekäme ein Konto',
    join: 'würde gefragt, ob sie beitreten möchte',
    refuse: 'würde abgewiesen',
  },
  email: 'E-Mail-Adresse',
  verified: 'bestätigt',
  unverified: 'nicht bestätigt',
  roles: 'Rollen',
  none: 'keine',
  groups: 'Gruppen',
  groupsAbsent: 'Der Gruppen-Claim kam nicht.',
  claims: 'Claims, die kamen',
  claim: 'Claim',
  value: 'Wert',
  source: 'Kam aus',
  omitted: '{count} weitere wurden weggelassen.',
  save: 'Speichern',
  saveButton: 'Speichern',
  saveAdvice:
    'Genau diese Konfiguration wurde getestet. Als Nächstes bestätigen Sie, dass sie eingeschaltet wird.',
  ready:
    'Alles ist bereit: Sagen Sie Ihrer Kontaktperson bei {product} Bescheid. Dort wird eingeschaltet.',
  notReadyForLink:
    'Sobald der Test bestanden ist, sagen Sie Ihrer Kontaktperson bei {product} Bescheid. Dort wird eingeschaltet.',
  others:
    'Sie dürfen das nicht einschalten. Fragen Sie jemanden in Ihrer Organisation, der es darf.',
  reasons: 'Speichern geht noch nicht:',
  unchanged: 'Was Sie sehen, wird bereits benutzt.',
}
