import type { PortalTexts } from '../texts.ts'

export const off: PortalTexts['off'] = {
  title: 'Ausschalten oder entfernen',
  isOff: 'Diese Verbindung ist ausgeschaltet. Niemand kann sich damit anmelden.',
  isDraft: 'Diese Verbindung war nie eingeschaltet.',
  disable: 'Ausschalten',
  disableList: {
    signIn:
      'Ab sofort kann sich niemand mehr über diese Verbindung anmelden; laufende Anmeldungen werden abgelehnt.',
    sessions: 'Wer sich darüber angemeldet hat, wird abgemeldet.',
    kept: 'Einstellungen, Konten und Rollen bleiben erhalten. Sie können sie jederzeit wieder einschalten.',
  },
  onlyWayIn:
    'Ihre Organisation verlangt Single Sign-on. Passwörter kommen dadurch nicht zurück: Solange keine Verbindung eingeschaltet ist, können sich nur ausgenommene Konten anmelden.',
  disableAgain: 'Alle noch einmal abmelden',
  disableAgainAdvice:
    'Wurde das Ausschalten unterbrochen, sind vielleicht noch Menschen angemeldet. Das bringt es zu Ende.',
  remove: 'Entfernen',
  removeList: {
    settings: 'Alle Einstellungen, Geheimnisse und Zertifikate der Verbindung werden gelöscht.',
    loginUri: 'Ihre Organization login URI gilt dann nie wieder.',
    accounts:
      'Konten bleiben, verlieren aber die Verknüpfung mit diesem Identitätsanbieter. Mit einer neuen Verbindung wird neu verknüpft.',
    sessions: 'Wer sich darüber angemeldet hat, wird abgemeldet.',
  },
  confirm: 'Tippen Sie zur Bestätigung {name}',
  confirmWrong: 'Das ist nicht der Name. Es wurde nichts entfernt.',
  final: 'Das lässt sich nicht rückgängig machen.',
  disabled: 'Die Verbindung ist ausgeschaltet.',
}
