import type { PortalTexts } from '../texts.ts'

export const setup: PortalTexts['setup'] = {
  place: 'Schritt {number} von {count}',
  nothing: 'nichts',
  storedNow: 'Jetzt gespeichert: {value}',
  on: 'angehakt',
  off: 'nicht angehakt',
  skip: 'Überspringen',
  optional: 'freiwillig',
  done: {
    verified: 'Die Domain ist nachgewiesen.',
    saved: 'Gespeichert.',
    created:
      'Die Verbindung ist angelegt. Niemand meldet sich damit an, bevor Sie sie einschalten.',
  },
  states: { done: 'Erledigt', current: 'Als Nächstes', open: 'Offen' },
  steps: {
    guide: {
      name: 'Unsere Werte bei Ihrem Identitätsanbieter eintragen',
      missing: 'Folgen Sie der Anleitung und haken Sie ab, was erledigt ist.',
    },
    values: {
      name: 'Die Werte Ihres Identitätsanbieters eintragen',
      missing: 'Es fehlen noch Werte.',
    },
    domains: {
      name: 'Ihre Domains nachweisen',
      missing: 'Noch ist keine Domain nachgewiesen. Das geht auch später.',
    },
    roles: {
      name: 'Gruppen Rollen zuordnen',
      missing: 'Noch führt keine Gruppe zu einer Rolle.',
    },
    options: {
      name: 'Einstellungen wählen',
      missing: 'Es gelten die üblichen Einstellungen; sie passen für die meisten Organisationen.',
    },
    test: {
      name: 'Prüfen, testen und speichern',
      missing: 'Diese Konfiguration wurde noch nicht getestet.',
    },
    confirm: { name: 'Einschalten', missing: 'Noch meldet sich niemand damit an.' },
  },
  missing: {
    domainRequired: 'Noch ist keine Domain nachgewiesen, und diese Verbindung braucht eine.',
    loginPathRequired:
      'Der Anmeldepfad der Organisation fehlt, und diese Verbindung braucht einen.',
    testAgain: 'Der letzte Test ist fehlgeschlagen.',
    testAfterValues: 'Testen geht, sobald alle Werte eingetragen sind.',
    confirmAgain: 'Was Sie geändert haben, wird noch nicht benutzt.',
  },
  blockers: {
    values: 'Es fehlen noch Werte.',
    domain: 'Keine Domain ist nachgewiesen.',
    roles: 'Keine Gruppe führt zu einer Rolle.',
    loginPath: 'Der Anmeldepfad der Organisation fehlt.',
    groupsClaim: 'Der Name des Gruppen-Claims fehlt.',
    check: 'Die Prüfung hat einen Fehler gefunden.',
    groupsUnseen: 'Kein Test hat Gruppen gesehen; niemand weiß also, ob sie gesendet werden.',
    test: 'Testen Sie zuerst diese Konfiguration. Jede Änderung braucht einen neuen Test.',
    testFailed: 'Der Test dieser Konfiguration ist fehlgeschlagen.',
    unchanged: 'Was Sie sehen, wird bereits benutzt.',
  },
}
