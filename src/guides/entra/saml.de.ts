import type { GuideTexts } from '../guide.ts'

export const entraSamlDe: GuideTexts = {
  title: 'Mit Microsoft Entra ID bei {product} anmelden (SAML)',
  chapters: {
    application: 'Die Unternehmensanwendung anlegen',
    settings: 'SAML einstellen',
    claims: 'Festlegen, was die Antwort enthält',
    metadata: 'Die Metadaten an {product} übergeben',
    people: 'Festlegen, wer sich anmelden darf',
    finish: 'Ausprobieren',
  },
  steps: {
    open: 'Öffnen Sie im Microsoft Entra Admin Center [Enterprise applications] > [All applications], klicken Sie auf [New application] und dann auf [Create your own application].',
    create:
      "Tragen Sie {product} als Namen ein, wählen Sie [Integrate any other application you don't find in the gallery (Non-gallery)] und klicken Sie auf [Create].",
    edit: 'Öffnen Sie [Single sign-on], wählen Sie [SAML] und klicken Sie auf [Edit] neben [Basic SAML Configuration].',
    identifier: 'Tragen Sie als [Identifier (Entity ID)] {sp_entity_id} ein.',
    reply: 'Tragen Sie als [Reply URL (Assertion Consumer Service URL)] {acs_url} ein.',
    sign_on:
      'Tragen Sie als [Sign on URL] {login_url} ein. Die Kachel in „Meine Apps“ führt dann dorthin, statt eine Antwort zu senden, nach der niemand gefragt hat.',
    relay_state: 'Lassen Sie [Relay State (Optional)] leer und klicken Sie auf [Save].',
    attributes:
      'Unter [Attributes & Claims] stimmen die Ansprüche, die Entra von selbst hinzufügt: {product} liest die E-Mail-Adresse aus `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress`. Ohne Adresse im Verzeichnis kann sich eine Person nicht anmelden.',
    groups:
      'Klicken Sie auf [Edit] neben [Attributes & Claims], dann auf [Add a group claim] und wählen Sie [Groups assigned to the application]. Klicken Sie auf [Save].',
    groups_note:
      'Gruppen kommen als Objekt-IDs an: Tragen Sie in {product} diese IDs für die Rollen ein. Wer in mehr als 150 Gruppen ist, von dem sendet Entra keine einzige; deshalb werden nur die zugewiesenen Gruppen gesendet. Mitglieder verschachtelter Gruppen zählen nicht.',
    address:
      'Kopieren Sie unter [SAML Certificates] die [App Federation Metadata Url] nach {product}.',
    file: 'Oder klicken Sie auf [Download] neben [Federation Metadata XML] und laden Sie die Datei hoch; dann müssen Sie bei jedem Wechsel des Zertifikats eine neue hochladen.',
    assign:
      'Öffnen Sie [Users and groups], klicken Sie auf [Add user/group] und wählen Sie die Personen und Gruppen, die sich anmelden dürfen.',
    visible:
      'Öffnen Sie [Properties], stellen Sie [Visible to users?] auf Ja und klicken Sie auf [Save].',
    test: 'Testen Sie die Verbindung in {product} mit einer zugewiesenen Person und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
