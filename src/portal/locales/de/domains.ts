import type { PortalTexts } from '../texts.ts'

export const domains: PortalTexts['domains'] = {
  title: 'Domains',
  explanation:
    'Mit einer Domain belegen Sie, dass ihre E-Mail-Adressen Ihre sind. Wer eine solche Adresse hat, wird zu Ihrem Identitätsanbieter geleitet.',
  none: 'Noch gibt es keine. Sie brauchen Zugang zum DNS Ihrer Domain oder jemanden, der ihn hat.',
  noDns:
    'Dieses Produkt kann im Augenblick nicht im DNS nachsehen; Domains lassen sich hier vormerken, aber nicht belegen. Sagen Sie es dem Support.',
  domain: 'Domain',
  state: 'Stand',
  verified: 'Zuletzt belegt',
  next: 'Nächste Prüfung',
  never: 'nie',
  more: 'Weitere Domains',
  states: {
    unstarted: 'Nicht begonnen',
    pending: 'Wartet auf den Eintrag',
    verified: 'Bestätigt',
    failing: 'Bestätigt, Eintrag fehlt',
    conflict: 'Belegt, gehört einer anderen Organisation',
    failed: 'Platzhalter gefunden',
    expired: 'Nach 14 Tagen aufgegeben',
    lost: 'Verloren',
  },
  add: 'Domain hinzufügen',
  addLabel: 'Domain Ihrer E-Mail-Adressen',
  addAdvice: 'Zum Beispiel example.com. Nachgesehen wird erst, wenn Sie es beginnen.',
  addButton: 'Hinzufügen',
  covers: 'Auch Adressen darunter, wie @vertrieb.example.com',
  done: {
    claimed: 'Die Domain ist vorgemerkt. Tragen Sie jetzt den Eintrag in Ihr DNS ein.',
    checked: 'Wir haben nachgesehen. Was wir gefunden haben, steht unten.',
    saved: 'Gespeichert.',
    released: 'Die Domain wurde aufgegeben.',
    transfer: 'Die andere Organisation kann die Domain übernehmen, sobald sie sie belegt hat.',
    kept: 'Die Zusage ist zurückgenommen.',
  },
  explanations: {
    unstarted: 'Tragen Sie den Eintrag unten in Ihr DNS ein und beginnen Sie dann die Prüfung.',
    pending:
      'Wir prüfen die Domain im Hintergrund weiter. Neue Einträge sind meist nach Minuten da; Sie können diese Seite schließen.',
    verified: 'Die Domain ist Ihre. Lassen Sie den Eintrag stehen: Wir sehen jeden Tag nach.',
    failing:
      'Als wir zuletzt nachsahen, war der Eintrag nicht da. Stellen Sie ihn wieder her: Sonst geht die Domain in wenigen Tagen verloren.',
    conflict:
      'Ihr Eintrag stimmt, aber eine andere Organisation dieses Produkts hat die Domain. Sie muss sie zuerst aufgeben; fragen Sie den Support dieses Produkts.',
    failed: 'Der Wert wurde gefunden, aber bei jedem Namen unter der Domain. Das belegt nichts.',
    expired: 'Vierzehn Tage lang gab es keinen Eintrag. Ein neuer Beginn macht einen neuen Wert.',
    lost: 'Der Eintrag fehlte zu lange, deshalb zählt die Domain nicht mehr. Ein neuer Beginn macht einen neuen Wert.',
  },
  record: 'Der Eintrag für Ihr DNS',
  type: 'Typ',
  host: 'Name',
  value: 'Wert',
  relative: 'Name, wo Ihre Konsole {zone} selbst anhängt',
  consoles: 'Schritt für Schritt',
  start: 'Prüfung beginnen',
  check: 'Jetzt prüfen',
  last: 'Letzte Prüfung',
  missing: 'Der Eintrag ist noch nicht da.',
  seen: 'Was wir unter diesem Namen gefunden haben',
  coverage: 'Welche Adressen zählen',
  coverageSave: 'Speichern',
  giveUp: 'Domain aufgeben',
  releaseAdvice:
    'Wer diese Domain hat, wird nicht mehr zu Ihrem Identitätsanbieter geleitet, und Konten verlieren die Verknüpfungen, die auf ihr beruhen.',
  releaseConfirm: 'Ja, {domain} aufgeben',
  releaseMissing: 'Setzen Sie zuerst das Häkchen. Es wurde nichts geändert.',
  release: 'Aufgeben',
  transferTitle: 'An eine andere Organisation übergeben',
  transferAdvice:
    'Nichts geschieht, bevor diese Organisation die Domain belegt hat. Dann gehört sie ihr, und Ihre Verknüpfungen, die auf ihr beruhen, enden.',
  transferTo: 'Kennung der anderen Organisation',
  transfer: 'Übernahme erlauben',
  transferWaiting: 'Die Organisation {organization} darf diese Domain übernehmen.',
  transferCancel: 'Zurücknehmen',
  history: 'Was mit ihr geschah',
  refusals: {
    domain_invalid:
      'Das ist kein Domainname. Geben Sie einen Namen wie example.com ein, ohne https:// und ohne etwas dahinter.',
    domain_ip_address: 'Das ist eine IP-Adresse. Geben Sie einen Namen wie example.com ein.',
    domain_single_label: 'Geben Sie den ganzen Namen ein, wie example.com.',
    domain_too_long:
      'Der Name ist zu lang. Geben Sie die Domain ein, die in den E-Mail-Adressen steht.',
    domain_public_suffix:
      'Darunter kann jeder Namen registrieren. Geben Sie die Domain ein, die Ihre Organisation registriert hat, wie example.co.uk statt co.uk.',
    domain_mailbox:
      'Bei dieser Domain kann jeder ein Postfach haben. Geben Sie eine eigene Domain Ihrer Organisation ein.',
    domain_mixed_script:
      'Der Name mischt Schriften, wie Doppelgänger anderer Namen es tun. Tippen Sie ihn, statt ihn zu kopieren.',
    domain_limit_reached:
      'Mehr Domains gehen nicht. Geben Sie die auf, die nicht mehr gebraucht werden.',
    domain_organization_invalid: 'Das ist nicht die Kennung einer anderen Organisation.',
    domain_not_verified: 'Nur eine bestätigte Domain lässt sich übergeben.',
  },
  misses: {
    quoted:
      'Der Wert steht in Anführungszeichen, die ein Teil von ihm wurden. Entfernen Sie die Anführungszeichen aus dem Wert.',
    spaced:
      'Vor oder nach dem Wert steht ein Leerzeichen. Tragen Sie den Wert noch einmal ohne das Leerzeichen ein.',
    letter_case:
      'Der Wert unterscheidet sich in Groß- und Kleinschreibung. Kopieren Sie den Wert, statt ihn zu tippen.',
    prefix_missing: 'Dem Wert fehlt der Anfang. Kopieren Sie den ganzen Wert.',
    surrounded:
      'Der Eintrag enthält mehr als den Wert. Machen Sie einen eigenen TXT-Eintrag daraus, in dem nichts anderes steht.',
    other_challenge:
      'Der Eintrag enthält einen anderen Wert: von einem früheren Versuch oder von einer anderen Organisation. Ersetzen Sie ihn durch den hier gezeigten, oder fügen Sie einen zweiten TXT-Eintrag hinzu.',
    at_apex: 'Der Eintrag steht bei {name} selbst. Verschieben Sie ihn nach {host}.',
    zone_doubled:
      'Der Eintrag steht bei {name}: Die Konsole hat die Domain an einen Namen angehängt, der sie schon hatte. Geben Sie den Namen ohne die Domain am Ende ein, oder mit einem Punkt dahinter, sodass {host} daraus wird.',
    cname:
      'Bei {host} steht ein CNAME-Eintrag nach {name}, wo es keinen TXT-Eintrag mit dem Wert gibt. Entfernen Sie den CNAME-Eintrag und fügen Sie den TXT-Eintrag hinzu, oder tragen Sie ihn dort ein, wohin der CNAME führt.',
    wildcard:
      'Jeder Name unter der Domain antwortet mit dem Wert, wie ein Eintrag bei {name} es bewirkt. Entfernen Sie den Wert aus {name} und fügen Sie den TXT-Eintrag allein bei {host} hinzu.',
    dns_failed:
      'DNS hat nicht gesagt, ob es einen Eintrag gibt. Geht das vorbei, ist nichts zu tun; bleibt es, prüfen Sie, ob die Nameserver der Domain antworten.',
  },
}
