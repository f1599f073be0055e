import type { GuideTexts } from '../guide.ts'

export const entraOidcDe: GuideTexts = {
  title: 'Mit Microsoft Entra ID bei {product} anmelden (OpenID Connect)',
  chapters: {
    registration: 'Die Anwendung registrieren',
    secret: 'Einen geheimen Clientschlüssel erzeugen',
    claims: 'Festlegen, was im Token steht',
    people: 'Festlegen, wer sich anmelden darf',
    values: 'Die Werte in {product} eintragen',
    tile: '{product} in „Meine Apps“ zeigen',
    finish: 'Ausprobieren',
  },
  steps: {
    open: 'Öffnen Sie im Microsoft Entra Admin Center [App registrations] und klicken Sie auf [New registration].',
    name: 'Tragen Sie als [Name] {product} ein.',
    accounts:
      'Wählen Sie unter [Supported account types] den Eintrag [Accounts in this organizational directory only].',
    redirect:
      'Wählen Sie unter [Redirect URI (optional)] die Plattform [Web] und tragen Sie {redirect_uri} ein.',
    register: 'Klicken Sie auf [Register].',
    sign_out:
      'Öffnen Sie [Authentication], klicken Sie auf [Add URI] unter der Plattform [Web] und tragen Sie {sign_out_uri} ein: Zurückgeleitet wird nur zu einer eingetragenen [Redirect URI].',
    add_secret:
      'Öffnen Sie [Certificates & secrets] > [Client secrets], klicken Sie auf [New client secret], wählen Sie die Gültigkeitsdauer und klicken Sie auf [Add]. Kopieren Sie sofort den [Value], denn er wird nicht wieder angezeigt; die [Secret ID] wird nicht gebraucht.',
    secret_expires:
      'Der Schlüssel läuft nach höchstens 24 Monaten ab; von da an kann sich damit niemand mehr anmelden. Notieren Sie das Datum und tragen Sie vorher einen neuen Schlüssel in {product} ein.',
    email:
      'Öffnen Sie [Token configuration], klicken Sie auf [Add optional claim], wählen Sie den Tokentyp [ID] und darin `email` und klicken Sie auf [Add].',
    email_note:
      'Der Claim enthält die Adresse aus dem Verzeichniseintrag der Person. Ohne eine solche Adresse kann sie sich nicht anmelden.',
    groups:
      'Klicken Sie auf [Add groups claim], wählen Sie [Groups assigned to the application] und klicken Sie auf [Save].',
    groups_note:
      'Gruppen kommen als Objekt-IDs an: Tragen Sie in {product} diese IDs für die Rollen ein. Wer in mehr als 200 Gruppen ist, von dem sendet Entra keine einzige; deshalb werden nur die zugewiesenen Gruppen gesendet. Mitglieder verschachtelter Gruppen zählen nicht.',
    assignment:
      'Öffnen Sie [Enterprise applications], die Anwendung, [Properties], stellen Sie [Assignment required?] auf Ja und klicken Sie auf [Save].',
    assign:
      'Öffnen Sie [Users and groups], klicken Sie auf [Add user/group] und wählen Sie die Personen und Gruppen, die sich anmelden dürfen.',
    tenant:
      'Kopieren Sie von der Seite [Overview] der Anwendung die [Directory (tenant) ID] nach {product}. Sie sieht aus wie `<tenant-id>`, hat 36 Zeichen und ist keine Domain.',
    client_id: 'Kopieren Sie die [Application (client) ID] als Client-ID nach {product}.',
    client_secret: 'Tragen Sie den [Value] des geheimen Schlüssels in {product} ein.',
    home_page:
      'Öffnen Sie unter [App registrations] die Anwendung, [Branding & properties], tragen Sie {initiate_login_uri} als [Home page URL] ein und klicken Sie auf [Save].',
    visible:
      'Öffnen Sie unter [Enterprise applications] die Anwendung, [Properties], stellen Sie [Visible to users?] auf Ja und klicken Sie auf [Save].',
    test: 'Testen Sie die Verbindung in {product} mit einer zugewiesenen Person und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
