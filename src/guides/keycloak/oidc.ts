import type { Guide } from '../guide.ts'
import { keycloakOidcDe } from './oidc.de.ts'
import { keycloakOidcEn } from './oidc.en.ts'

export const keycloakOidc: Guide = {
  id: 'keycloak-oidc',
  profile: 'keycloak',
  protocol: 'oidc',
  options: ['groups', 'logout', 'tile', 'spa'],
  labels: {
    bySource: {
      'https://www.keycloak.org/docs/latest/server_admin/': [
        ...[
          'Clients',
          'Create client',
          'Client type',
          'OpenID Connect',
          'Client ID',
          'Name',
          'Save',
        ],
        ...['Client authentication', 'Standard flow', 'Valid redirect URIs', 'Home URL'],
        'Always display in UI',
      ],
      'https://kb.tomd.xyz/keycloak.html': [
        ...['Client scopes', 'Configure a new mapper', 'Group Membership', 'Token Claim Name'],
      ],
    },
    unconfirmed: [
      ...['Next', 'Valid post logout redirect URIs', 'Credentials', 'Client Secret'],
      ...['Full group path', 'Add to ID token'],
    ],
  },
  chapters: [
    {
      id: 'client',
      steps: [
        { id: 'open' },
        { id: 'type' },
        { id: 'confidential', unless: ['spa'] },
        { id: 'public', when: ['spa'] },
        { id: 'flow' },
        { id: 'redirect' },
        { id: 'redirect_silent', when: ['spa'], field: 'silent_redirect_uri' },
        { id: 'sign_out', when: ['logout'] },
        { id: 'home', when: ['tile'] },
        { id: 'save' },
      ],
    },
    {
      id: 'groups',
      when: ['groups'],
      steps: [{ id: 'scope' }, { id: 'mapper' }, { id: 'group_names', isNote: true }],
    },
    {
      id: 'values',
      steps: [
        { id: 'realm' },
        { id: 'client_id' },
        { id: 'secret', unless: ['spa'] },
        { id: 'email', isNote: true },
      ],
    },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: keycloakOidcEn, de: keycloakOidcDe },
}
