import type { PortalTexts } from '../texts.ts'

export const guide: PortalTexts['guide'] = {
  explanation:
    'Lassen Sie die Konsole Ihres Identitätsanbieters neben dieser Seite offen. Die Namen ihrer Felder sind fett gedruckt, so wie sie dort stehen.',
  values: 'Werte zum Kopieren',
  furtherValues: 'Weitere Adressen, die wenige brauchen',
  name: 'Name der Anwendung',
  logo: 'Logo der Anwendung',
  download: 'Logo herunterladen',
  ticks: 'Ihre Häkchen bleiben in diesem Browser erhalten.',
  keep: 'Häkchen behalten',
  done: 'Erledigt',
  continue: 'Weiter',
  unconfirmed:
    '° Diesen Namen haben wir in keinem öffentlichen Dokument des Herstellers gesehen. Bei Ihnen kann er anders lauten.',
  tileOn: 'Auch zeigen, wie Menschen von der Startseite des Identitätsanbieters aus beginnen',
  tileOff: 'Die Startseite des Identitätsanbieters weglassen',
  kept: 'Ihre Häkchen sind gespeichert.',
}
