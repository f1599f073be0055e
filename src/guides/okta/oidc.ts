import type { Guide } from '../guide.ts'
import { oktaOidcDe } from './oidc.de.ts'
import { oktaOidcEn } from './oidc.en.ts'

/**
 * Okta issues ID tokens by one of three servers: its built-in one (`org_server`), the custom one
 * named `default`, or a custom one for this application (`own_server`). Claims of one's own choice
 * get into ID tokens of the custom ones only.
 */
export const oktaOidc: Guide = {
  id: 'okta-oidc',
  profile: 'okta',
  protocol: 'oidc',
  options: [
    ...(['groups', 'login_email', 'logout', 'tile', 'refresh', 'spa'] as const),
    ...(['own_server', 'org_server'] as const),
  ],
  labels: {
    bySource: {
      'https://help.okta.com/en-us/Content/Topics/Apps/Apps_App_Integration_Wizard_OIDC.htm': [
        ...['Applications', 'Create App Integration', 'Sign-in method', 'OIDC - OpenID Connect'],
        ...['Web Application', 'Initiate login URI'],
      ],
      'https://docs.open-metadata.org/v2.0.x-SNAPSHOT/deployment/security/okta/implicit-flow': [
        ...['Application type', 'Single-Page Application', 'Next', 'App integration name'],
        ...['Grant type', 'Authorization Code', 'Refresh Token', 'Rotate token after every use'],
        ...['Sign-in redirect URIs', 'Sign-out redirect URIs', 'Base URIs', 'Controlled access'],
        ...[
          'Save',
          'Security',
          'API',
          'Authorization Servers',
          'Add Authorization Server',
          'default',
        ],
        ...['Audience', 'Dynamic', 'Okta URL', 'Issuer', 'Scopes', 'Add Scope', 'Access Policies'],
        ...['Add New Access Policy', 'Client Credentials', 'Device Authorization'],
        ...['Token Exchange', 'Create Rule', 'Client ID', 'Okta domain', 'Client authentication'],
        ...['User consent', 'Sign On', 'OpenID Connect ID Token', 'General Settings', 'Edit'],
      ],
      'https://docs.konghq.com/konnect/org-management/okta-idp/': [
        ...['Claim type', 'ID', 'Add Claim', 'Name', 'Include in token type', 'ID token', 'Always'],
        ...[
          'Value type',
          'Groups',
          'Filter',
          'Matches regex',
          'Include in',
          'The following scopes',
        ],
        ...['Create', 'Expression', 'Value', 'Token Preview', 'Preview Token', 'Claims'],
        ...['Implicit (Hybrid)', 'Login Initiated by', 'Either Okta or App'],
        ...['Application Visibility', 'Display application icon to users'],
      ],
      'https://support.okta.com/help/s/article/OIDC-app-not-on-dashboard': [
        ...['Redirect to app to initiate login', 'Send ID Token directly to app (Okta Simplified)'],
        'General',
      ],
      'https://developer.okta.com/docs/guides/customize-tokens-groups-claim/main/': [
        ...['Groups claim type', 'Group claims filter'],
      ],
      'https://docs.truefoundry.com/docs/openid-connect-with-okta': ['Assignments', 'Directory'],
    },
    unconfirmed: [
      ...['Assign', 'Client secret', 'Dynamic (based on request domain)', 'Issuer URI', 'Logo'],
      ...['None', 'Set as a default scope', 'Settings', 'Add rule', 'Create Policy', 'Login flow'],
      'Refresh token behavior',
    ],
  },
  chapters: [
    { id: 'before', steps: [{ id: 'need', isNote: true }] },
    {
      id: 'application',
      steps: [
        { id: 'open' },
        { id: 'method' },
        { id: 'type_web', unless: ['spa'] },
        { id: 'type_spa', when: ['spa'] },
        { id: 'name' },
        { id: 'grant' },
        { id: 'refresh', when: ['refresh'] },
        { id: 'redirect' },
        { id: 'redirect_silent', when: ['spa'], field: 'silent_redirect_uri' },
        { id: 'sign_out', when: ['logout'] },
        { id: 'base', when: ['spa'] },
        { id: 'access' },
        { id: 'save' },
      ],
    },
    { id: 'people', steps: [{ id: 'assign' }, { id: 'denied', isNote: true }] },
    {
      id: 'server',
      unless: ['org_server'],
      steps: [
        { id: 'server_default', unless: ['own_server'] },
        { id: 'server_default_note', isNote: true, unless: ['own_server'] },
        { id: 'server_add', when: ['own_server'] },
        { id: 'server_audience', when: ['own_server'] },
        { id: 'server_issuer' },
        { id: 'server_scope', when: ['own_server'] },
        { id: 'server_policy' },
        { id: 'server_rule' },
        { id: 'server_policy_note', isNote: true },
      ],
    },
    {
      id: 'token',
      steps: [
        { id: 'token_issuer' },
        { id: 'token_audience', isNote: true },
        { id: 'consent', isNote: true },
      ],
    },
    {
      id: 'claims',
      when: ['groups', 'login_email'],
      unless: ['org_server'],
      steps: [
        { id: 'claims_open' },
        { id: 'claims_groups', when: ['groups'] },
        { id: 'third_party_groups', isNote: true, when: ['groups'] },
        { id: 'claims_email', when: ['login_email'] },
        { id: 'preview' },
        { id: 'preview_groups', when: ['groups'] },
        { id: 'preview_email', when: ['login_email'] },
      ],
    },
    {
      id: 'org_claims',
      when: ['org_server'],
      steps: [
        { id: 'org_groups', when: ['groups'] },
        { id: 'org_third_party_groups', isNote: true, when: ['groups'] },
      ],
    },
    {
      id: 'values',
      steps: [
        { id: 'client_id' },
        { id: 'secret', unless: ['spa'] },
        { id: 'no_secret', isNote: true, when: ['spa'] },
        { id: 'domain', unless: ['own_server', 'org_server'] },
        { id: 'issuer_own', when: ['own_server'] },
        { id: 'issuer_org', when: ['org_server'] },
      ],
    },
    {
      id: 'tile',
      when: ['tile'],
      steps: [
        { id: 'tile_edit' },
        { id: 'tile_grant', isNote: true },
        { id: 'tile_initiated' },
        { id: 'tile_visibility' },
        { id: 'tile_flow' },
        { id: 'tile_uri' },
      ],
    },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: oktaOidcEn, de: oktaOidcDe },
}
