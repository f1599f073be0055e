import type { GuideTexts } from '../guide.ts'

export const genericOidcDe: GuideTexts = {
  title: 'Mit OpenID Connect bei {product} anmelden',
  chapters: {
    client: 'Einen Client registrieren',
    claims: 'Festlegen, was im Token steht',
    people: 'Festlegen, wer sich anmelden darf',
    values: 'Die Werte in {product} eintragen',
    finish: 'Ausprobieren',
  },
  steps: {
    create:
      'Registrieren Sie in der Konsole Ihres Identitätsanbieters eine Webanwendung namens {product}.',
    confidential: 'Machen Sie sie zu einem vertraulichen Client, also einem mit Client Secret.',
    public: 'Machen Sie sie zu einem öffentlichen Client, also einem ohne Client Secret.',
    flow: 'Erlauben Sie den Authorization Code Flow und sonst nichts. {product} verwendet immer PKCE mit S256.',
    redirect: 'Tragen Sie als Redirect-URI {redirect_uri} ein, Zeichen für Zeichen.',
    redirect_silent:
      'Tragen Sie als zweite Redirect-URI {silent_redirect_uri} ein: Dort erneuert die Anwendung Sitzungen in einem unsichtbaren Rahmen.',
    sign_out: 'Tragen Sie als Post-Logout-Redirect-URI {sign_out_uri} ein.',
    tile: 'Gibt es ein Portal mit Kacheln, tragen Sie {initiate_login_uri} als Initiate-Login-URI oder als Adresse der Kachel ein.',
    email:
      'Sorgen Sie dafür, dass das ID-Token oder der Userinfo-Endpunkt `email` enthält und, falls der Anbieter Adressen prüft, auch `email_verified`.',
    groups: 'Fügen Sie die Gruppen der Personen als Claim `groups` hinzu, als Liste von Namen.',
    assign: 'Weisen Sie die Personen und Gruppen zu, die sich anmelden dürfen.',
    issuer:
      'Tragen Sie den Aussteller in {product} ein: die Adresse, unter der `/.well-known/openid-configuration` liegt, genau so, wie dieses Dokument sie schreibt.',
    client_id: 'Tragen Sie die Client-ID in {product} ein.',
    secret: 'Tragen Sie das Client Secret in {product} ein.',
    test: 'Testen Sie die Verbindung in {product} und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
