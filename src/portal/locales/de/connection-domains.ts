import type { PortalTexts } from '../texts.ts'

export const connectionDomains: PortalTexts['connectionDomains'] = {
  explanation:
    'Durch einen Eintrag im DNS weisen Sie nach, dass eine Domain Ihnen gehört. Dann führt die E-Mail-Adresse die Menschen zu Ihrem Identitätsanbieter.',
  notRequired: 'Das kann warten: Die Verbindung funktioniert auch ohne.',
  add: 'Domain hinzufügen',
  domain: 'Domain Ihrer E-Mail-Adressen',
  subdomains: 'Adressen darunter zählen auch, etwa name@sub.domain',
  addButton: 'Eintrag anzeigen',
  record: 'Diesen Eintrag im DNS von {domain} anlegen',
  type: 'Typ',
  host: 'Host',
  value: 'Wert',
  check: 'Jetzt prüfen',
  waiting:
    'Wir suchen im Hintergrund danach; Sie können die Seite schließen. Oft dauert es Minuten, selten zwei Tage.',
  unstarted: 'Beginnen Sie die Prüfung, sobald der Eintrag angelegt ist.',
  seen: 'Stattdessen dort gefunden',
  lastChecked: 'Zuletzt geprüft am {date}.',
  nextCheck: 'Nächste Prüfung am {date}.',
  verifiedSince: 'nachgewiesen am {date}',
  guides: 'So legen Sie ihn bei Ihrem DNS-Anbieter an',
  others: 'Alle Domains',
  claimed: 'Legen Sie nun den Eintrag unten in Ihrem DNS an.',
  notYet: 'Der Eintrag wurde noch nicht gefunden.',
  noDns:
    'Domains können hier zurzeit nicht nachgewiesen werden. Fragen Sie Ihre Kontaktperson bei {product}.',
  states: {
    unstarted: 'Nicht begonnen',
    pending: 'Wartet auf DNS',
    verified: 'Nachgewiesen',
    failed: 'Fehlgeschlagen',
    expired: 'Abgelaufen',
    lost: 'Verloren',
    conflict: 'Eine andere Organisation hat sie',
  },
}
