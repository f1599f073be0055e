import type { GuideTexts } from '../guide.ts'

export const googleOidcDe: GuideTexts = {
  title: 'Mit Google Workspace bei {product} anmelden (OpenID Connect)',
  chapters: {
    project: 'Ein Google-Cloud-Projekt vorbereiten',
    client: 'Den Client anlegen',
    values: 'Die Werte in {product} eintragen',
    finish: 'Ausprobieren',
  },
  steps: {
    branding:
      'Wählen Sie in der Google-Cloud-Konsole ein Projekt Ihrer Organisation, öffnen Sie [Google Auth Platform] > [Branding] und tragen Sie {product} als Namen der App ein.',
    audience:
      'Öffnen Sie [Google Auth Platform] > [Audience] und wählen Sie [Internal], damit sich nur Personen Ihres Google Workspace anmelden können.',
    create:
      'Öffnen Sie [Google Auth Platform] > [Clients] und klicken Sie auf [Create client]. Wählen Sie als [Application type] den Eintrag [Web application] und tragen Sie als [Name] {product} ein.',
    redirect:
      'Klicken Sie unter [Authorized redirect URIs] auf [Add URI], tragen Sie {redirect_uri} ein und klicken Sie auf [Create].',
    no_groups:
      'Mit OpenID Connect sendet Google keine Gruppen. Braucht {product} sie, verwenden Sie SAML.',
    domain:
      'Tragen Sie in {product} die primäre Domain Ihres Google Workspace ein, etwa `example.com`.',
    client_id: 'Kopieren Sie die [Client ID] nach {product}.',
    secret: 'Kopieren Sie das [Client secret] nach {product}.',
    test: 'Testen Sie die Verbindung in {product} mit einer Person Ihres Google Workspace und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
