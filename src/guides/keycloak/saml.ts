import type { Guide } from '../guide.ts'
import { keycloakSamlDe } from './saml.de.ts'
import { keycloakSamlEn } from './saml.en.ts'

export const keycloakSaml: Guide = {
  id: 'keycloak-saml',
  profile: 'keycloak',
  protocol: 'saml',
  options: ['groups', 'tile'],
  labels: {
    bySource: {
      'https://github.com/jenkinsci/saml-plugin/blob/main/doc/CONFIGURE_KEYCLOAK.md': [
        ...['Clients', 'Import client', 'Resource file', 'Client scopes', 'X500 email'],
        ...['X500 givenName', 'X500 surname', 'Add'],
      ],
      'https://www.keycloak.org/docs/latest/server_admin/': [
        ...['Client ID', 'Name', 'Save', 'Assertion Consumer Service POST Binding URL', 'Advanced'],
        ...['Name ID format', 'Sign assertions', 'Home URL'],
      ],
      'https://github.com/phpipam/phpipam/issues/3860': [
        ...['Realm settings', 'SAML 2.0 Identity Provider Metadata'],
      ],
    },
    unconfirmed: [
      ...['Add predefined mapper', 'Group list', 'Group attribute name', 'Full group path'],
      'Configure a new mapper',
    ],
  },
  chapters: [
    {
      id: 'client',
      steps: [
        { id: 'file' },
        { id: 'import' },
        { id: 'check' },
        { id: 'name_id' },
        { id: 'home', when: ['tile'] },
      ],
    },
    {
      id: 'attributes',
      steps: [
        { id: 'mappers' },
        { id: 'groups', when: ['groups'] },
        { id: 'group_names', isNote: true, when: ['groups'] },
      ],
    },
    { id: 'metadata', steps: [{ id: 'address' }] },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: keycloakSamlEn, de: keycloakSamlDe },
}
