import type { GuideTexts } from '../guide.ts'

export const keycloakOidcDe: GuideTexts = {
  title: 'Mit Keycloak bei {product} anmelden (OpenID Connect)',
  chapters: {
    client: 'Den Client anlegen',
    groups: 'Gruppen übermitteln',
    values: 'Die Werte in {product} eintragen',
    finish: 'Ausprobieren',
  },
  steps: {
    open: 'Wählen Sie in der Keycloak-Administrationskonsole den Realm Ihrer Personen, öffnen Sie [Clients] und klicken Sie auf [Create client].',
    type: 'Lassen Sie [Client type] auf [OpenID Connect]. Tragen Sie eine [Client ID] Ihrer Wahl ein und als [Name] {product}. Klicken Sie auf [Next].',
    confidential: 'Schalten Sie [Client authentication] ein.',
    public: 'Lassen Sie [Client authentication] ausgeschaltet: Der Client hat kein Secret.',
    flow: 'Lassen Sie von den Abläufen nur [Standard flow] ausgewählt und klicken Sie auf [Next].',
    redirect: 'Tragen Sie unter [Valid redirect URIs] {redirect_uri} ein, ohne Platzhalter.',
    redirect_silent:
      'Ergänzen Sie in derselben Liste {silent_redirect_uri}: Dort erneuert die Anwendung Sitzungen in einem unsichtbaren Rahmen.',
    sign_out: 'Tragen Sie unter [Valid post logout redirect URIs] {sign_out_uri} ein.',
    home: 'Tragen Sie als [Home URL] {initiate_login_uri} ein und schalten Sie nach dem Speichern [Always display in UI] ein, damit die Kontokonsole die Anwendung zeigt.',
    save: 'Klicken Sie auf [Save].',
    scope:
      'Öffnen Sie den Reiter [Client scopes] des Clients und dort den Scope, dessen Name auf `-dedicated` endet, und klicken Sie auf [Configure a new mapper] > [Group Membership].',
    mapper:
      'Tragen Sie `groups` als [Name] und als [Token Claim Name] ein, schalten Sie [Full group path] aus und lassen Sie [Add to ID token] eingeschaltet. Klicken Sie auf [Save].',
    group_names:
      'Ist [Full group path] eingeschaltet, beginnen Gruppennamen mit einem Schrägstrich, und {product} vergleicht sie genau.',
    realm:
      'Tragen Sie die Adresse des Realms in {product} ein. Sie sieht aus wie `https://<keycloak>/realms/<realm>`.',
    client_id: 'Tragen Sie die [Client ID] in {product} ein.',
    secret: 'Kopieren Sie das [Client Secret] vom Reiter [Credentials] des Clients nach {product}.',
    email:
      'Keycloak teilt mit, ob die E-Mail-Adresse einer Person bestätigt ist. Unbestätigte führen nicht zu bereits vorhandenen Konten.',
    test: 'Testen Sie die Verbindung in {product} und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
