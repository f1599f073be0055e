import type { PortalTexts } from '../texts.ts'

export const common: PortalTexts['common'] = {
  heading: 'Single Sign-on',
  skip: 'Zum Inhalt',
  navigation: 'Seiten',
  home: 'Verbindungen',
  domains: 'Domains',
  policy: 'Anmeldepflicht',
  activity: 'Verlauf',
  setupLinks: 'Einrichtungslinks',
  support: 'Hilfe',
  copy: 'Kopieren',
  copied: 'Kopiert',
  save: 'Speichern',
  continue: 'Weiter',
  cancel: 'Abbrechen',
  back: 'Zurück',
  optional: 'freiwillig',
  details: 'Einzelheiten',
  problems: 'Bitte sehen Sie sich zuerst das an:',
  fields:
    'Es wurde noch nichts gespeichert. Bitte sehen Sie sich die markierten Felder an; Ihre Eingaben sind noch da.',
  notFound: 'Diese Seite gibt es nicht.',
  notAllowed: 'Das dürfen Sie hier nicht. Fragen Sie die Administration Ihrer Organisation.',
  notEntitled:
    'Single Sign-on gehört nicht zum Tarif Ihrer Organisation. Fragen Sie, wer Ihren Vertrag betreut.',
  signedOut:
    'Sie sind nicht angemeldet, oder Ihre Sitzung ist abgelaufen. Wenn Sie über einen Einrichtungslink kamen, öffnen Sie ihn noch einmal. Ein Formular, das Sie gerade gesendet haben, wurde nicht gespeichert: Gehen Sie zurück, um Ihre Eingaben zu kopieren.',
  expired:
    'Dieses Formular war zu lange offen. Es wurde nichts gespeichert; bitte senden Sie es noch einmal ab.',
  conflict:
    'Inzwischen hat das jemand anderes geändert. Ihre Eingaben sind noch da: Vergleichen Sie sie mit dem, was jetzt gespeichert ist, und speichern Sie dann noch einmal.',
  tooMany: 'Das war zu oft. Bitte warten Sie eine Minute.',
  tooLarge: 'Die Datei ist zu groß: mehr als 1 MB geht nicht.',
  unavailable: 'Das geht gerade nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  failed: 'Hier ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
}
