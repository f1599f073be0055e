import type { PortalTexts } from '../texts.ts'

export const home: PortalTexts['home'] = {
  title: 'Verbindungen',
  explanation:
    'Über eine Verbindung melden sich Menschen mit den Konten Ihres eigenen Identitätsanbieters an.',
  none: 'Noch gibt es keine. Das Einrichten dauert etwa zehn Minuten; für niemanden ändert sich etwas, bevor Sie sie einschalten.',
  create: 'Verbindung einrichten',
  loginUri: 'Organization login URI',
  lastLogin: 'letzte Anmeldung {date}',
  certificateEnds: 'Das Zertifikat Ihres Identitätsanbieters endet in {days} Tagen.',
  certificateEnded: 'Das Zertifikat Ihres Identitätsanbieters ist abgelaufen.',
  toKeys: 'Ersetzen',
  checkFailed: 'Die letzte Untersuchung der Verbindung fand ein Problem:',
  attemptFailed: 'Die letzte Anmeldung scheiterte am {date} an dieser Prüfung: {check}.',
  toAttempt: 'Sehen, was zu ändern ist',
  draftWaiting: 'Es gibt Änderungen, die noch nicht eingeschaltet sind.',
  removed: 'Die Verbindung wurde entfernt.',
  health: {
    draft: 'Noch nicht eingeschaltet',
    disabled: 'Ausgeschaltet',
    unused: 'Noch niemand angemeldet',
    working: 'Funktioniert',
    failing: 'Braucht Aufmerksamkeit',
    certificate: 'Zertifikat endet',
    attempt: 'Letzte Anmeldung fehlgeschlagen',
  },
}
