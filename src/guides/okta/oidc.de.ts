import type { GuideTexts } from '../guide.ts'

export const oktaOidcDe: GuideTexts = {
  title: 'Mit Okta bei {product} anmelden (OpenID Connect)',
  chapters: {
    before: 'Vorbereitung',
    application: 'Die Anwendung in Okta anlegen',
    people: 'Festlegen, wer sich anmelden darf',
    server: 'Den Autorisierungsserver vorbereiten',
    token: 'Den Aussteller der Anwendung festlegen',
    claims: 'Claims hinzufügen',
    org_claims: 'Gruppen übermitteln',
    values: 'Die Werte in {product} eintragen',
    tile: '{product} auf dem Okta-Dashboard zeigen',
    finish: 'Ausprobieren',
  },
  steps: {
    need: 'Sie brauchen Administratorrechte in Ihrer Okta-Organisation und in {product}. Lassen Sie beide Konsolen offen, denn es werden Werte in beide Richtungen übertragen.',
    open: 'Öffnen Sie in der Okta Admin Console [Applications] > [Applications] und klicken Sie auf [Create App Integration].',
    method: 'Wählen Sie als [Sign-in method] den Eintrag [OIDC - OpenID Connect].',
    type_web:
      'Wählen Sie als [Application type] den Eintrag [Web Application] und klicken Sie auf [Next].',
    type_spa:
      'Wählen Sie als [Application type] den Eintrag [Single-Page Application] und klicken Sie auf [Next].',
    name: 'Tragen Sie als [App integration name] {product} ein oder einen anderen Namen, den noch keine Anwendung hat. Ein [Logo] können Sie hochladen.',
    grant: 'Wählen Sie unter [Grant type] den Eintrag [Authorization Code].',
    refresh:
      'Wählen Sie unter [Grant type] auch [Refresh Token] und stellen Sie [Refresh token behavior] auf [Rotate token after every use].',
    redirect:
      'Tragen Sie unter [Sign-in redirect URIs] {redirect_uri} ein. In älteren Konsolen heißt das Feld Login redirect URIs.',
    redirect_silent:
      'Ergänzen Sie in derselben Liste {silent_redirect_uri}: Dort erneuert die Anwendung Sitzungen in einem unsichtbaren Rahmen.',
    sign_out: 'Tragen Sie unter [Sign-out redirect URIs] {sign_out_uri} ein.',
    base: 'Tragen Sie unter [Base URIs] {base_uri} ein.',
    access:
      'Legen Sie unter [Controlled access] fest, wer die Anwendung benutzen darf: alle, bestimmte Gruppen oder vorerst niemand.',
    save: 'Klicken Sie auf [Save]. Lassen Sie die Seite offen: Ihre Werte werden unten gebraucht.',
    assign:
      'Öffnen Sie den Reiter [Assignments], klicken Sie auf [Assign] und wählen Sie die Personen und Gruppen, die sich anmelden dürfen.',
    denied:
      'Wer nicht zugewiesen ist, wird von Okta abgewiesen; {product} meldet dann, dass die Person der Anwendung nicht zugewiesen ist.',
    server_default:
      'Öffnen Sie [Security] > [API], Reiter [Authorization Servers], und dort den Server [default].',
    server_default_note:
      'Der Server `default` (`/oauth2/default`) gehört allen Anwendungen Ihrer Organisation; ihn zu verwenden wird nicht empfohlen. Legen Sie nach Möglichkeit einen eigenen Autorisierungsserver an und tragen Sie dessen Aussteller in {product} ein.',
    server_add:
      'Öffnen Sie [Security] > [API], Reiter [Authorization Servers], und klicken Sie auf [Add Authorization Server].',
    server_audience:
      'Tragen Sie Name und Beschreibung ein. Als [Audience] tragen Sie die Client-ID der Anwendung ein. Klicken Sie auf [Save]: Damit entsteht die URL des Ausstellers.',
    server_issuer:
      'Öffnen Sie den Reiter [Settings] des Servers, klicken Sie auf [Edit], stellen Sie [Issuer] auf [Okta URL] statt [Dynamic] und klicken Sie auf [Save].',
    server_scope:
      'Klicken Sie auf dem Reiter [Scopes] auf [Add Scope] und kennzeichnen Sie den neuen Scope mit [Set as a default scope], damit der Server auch Anfragen beantwortet, die keinen seiner Scopes nennen.',
    server_policy:
      'Klicken Sie auf dem Reiter [Access Policies] auf [Add New Access Policy], tragen Sie Name und Beschreibung ein, weisen Sie die Richtlinie nur dieser Anwendung zu und klicken Sie auf [Create Policy].',
    server_rule:
      'Klicken Sie in der Richtlinie auf [Add rule], erlauben Sie [Authorization Code] für die Personen, die sich anmelden dürfen, und klicken Sie auf [Create Rule]. [Client Credentials], [Device Authorization] und [Token Exchange] werden nicht gebraucht.',
    server_policy_note:
      'Ohne passende Richtlinie und Regel weist Okta alle mit „Policy evaluation failed“ ab.',
    token_issuer:
      'Öffnen Sie die Anwendung, Reiter [Sign On]. Klicken Sie im Abschnitt [OpenID Connect ID Token] auf [Edit], stellen Sie [Issuer] auf [Okta URL] statt [Dynamic (based on request domain)] und klicken Sie auf [Save].',
    token_audience: '[Audience] in diesem Abschnitt ist dasselbe wie die Client-ID.',
    consent:
      'Sollen die Personen nicht um Zustimmung gebeten werden, öffnen Sie den Reiter [General], klicken Sie neben [General Settings] auf [Edit] und schalten Sie [User consent] ab.',
    claims_open:
      'Öffnen Sie unter [Security] > [API] den Autorisierungsserver und dort den Reiter [Claims]. Wählen Sie als [Claim type] den Eintrag [ID]. Klicken Sie für jeden der folgenden Claims auf [Add Claim].',
    claims_groups:
      'Für die Gruppen: [Name] `groups`; [Include in token type] [ID token], [Always]; [Value type] [Groups]; [Filter] [Matches regex] `.*`; [Include in] [The following scopes] `openid`. Klicken Sie auf [Create]. Mit einem engeren Filter erhält {product} nur die Gruppen, die es braucht.',
    third_party_groups:
      'Gruppen fremder Anwendungen, etwa von Google, findet der Claim nicht. Legen Sie sie in Okta neu an: Exportieren Sie die Gruppe als CSV-Datei und importieren Sie diese Datei in die neue Gruppe.',
    claims_email:
      'Für die E-Mail-Adresse: [Name] `login_email`; [Include in token type] [ID token], [Always]; [Value type] [Expression]; [Value] `user.login`; [Include in] [The following scopes] `openid`. Klicken Sie auf [Create].',
    preview:
      'Öffnen Sie den Reiter [Token Preview], wählen Sie die Anwendung, den Grant Type [Authorization Code], eine Person und den Scope `openid` und klicken Sie auf [Preview Token].',
    preview_groups:
      'Prüfen Sie, dass `groups` vorhanden ist. Genau diese Namen, Buchstabe für Buchstabe, sind in {product} für die Rollen einzutragen; alle Gruppen stehen unter [Directory] > [Groups].',
    preview_email: 'Prüfen Sie, dass `login_email` vorhanden ist und eine E-Mail-Adresse enthält.',
    org_groups:
      'Öffnen Sie die Anwendung, Reiter [Sign On], Abschnitt [OpenID Connect ID Token], und klicken Sie auf [Edit]. Stellen Sie [Groups claim type] auf [Filter]. Tragen Sie als [Group claims filter] `groups`, [Matches regex] `.*` ein und klicken Sie auf [Save]. {product} muss den Scope `groups` anfordern.',
    org_third_party_groups:
      'Gruppen fremder Anwendungen, etwa von Google, findet der Filter nicht. Legen Sie sie in Okta neu an: Exportieren Sie die Gruppe als CSV-Datei und importieren Sie diese Datei in die neue Gruppe.',
    client_id:
      'Kopieren Sie vom Reiter [General] der Anwendung, Abschnitt [Client Credentials], die [Client ID] nach {product}.',
    secret: 'Kopieren Sie aus demselben Abschnitt das [Client secret] nach {product}.',
    no_secret:
      'Ein Client Secret gibt es nicht: [Client authentication] bleibt auf [None]. {product} weist mit PKCE nach, dass die Anfrage von dort kam.',
    domain:
      'Kopieren Sie die [Okta domain] nach {product}. Sie sieht aus wie `<my-company>.okta.com`, ohne `-admin`.',
    issuer_own:
      'Kopieren Sie die [Issuer URI] des Autorisierungsservers nach {product}. Sie sieht aus wie `https://<my-company>.okta.com/oauth2/<server>`.',
    issuer_org:
      'Kopieren Sie den Wert von [Issuer] vom Reiter [Sign On], Abschnitt [OpenID Connect ID Token], nach {product}. Er sieht aus wie `https://<my-company>.okta.com`.',
    tile_edit:
      'Öffnen Sie die Anwendung, Reiter [General], und klicken Sie auf [Edit] neben [General Settings].',
    tile_grant:
      'Erscheinen die folgenden Felder nicht, wählen Sie zuerst [Implicit (Hybrid)] unter [Grant type]. Tokens, die auf diesem Weg kommen, verwendet {product} nie.',
    tile_initiated: 'Stellen Sie [Login Initiated by] auf [Either Okta or App].',
    tile_visibility:
      'Wählen Sie unter [Application Visibility] den Eintrag [Display application icon to users].',
    tile_flow:
      'Wählen Sie als [Login flow] den Eintrag [Redirect to app to initiate login], nicht [Send ID Token directly to app (Okta Simplified)].',
    tile_uri:
      'Tragen Sie als [Initiate login URI] {initiate_login_uri} ein und klicken Sie auf [Save].',
    test: 'Testen Sie die Verbindung in {product} mit einer zugewiesenen Person und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
