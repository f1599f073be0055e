import type { Guide } from '../guide.ts'
import { oktaSamlDe } from './saml.de.ts'
import { oktaSamlEn } from './saml.en.ts'

export const oktaSaml: Guide = {
  id: 'okta-saml',
  profile: 'okta',
  protocol: 'saml',
  options: ['groups', 'tile'],
  labels: {
    bySource: {
      'https://ngrok.com/docs/guides/dashboard-sso-okta-setup/': [
        ...['Create App Integration', 'SAML 2.0', 'Next', 'Single sign on URL', 'Name ID format'],
        ...['EmailAddress', "I'm an Okta customer adding an internal app", 'Finish', 'Sign On'],
        ...[
          'Active',
          'Actions',
          'View IdP metadata',
          'Save As',
          'General',
          'Edit',
          'SAML Settings',
        ],
      ],
      'https://hexdocs.pm/relyra/okta.html': ['Audience URI (SP Entity ID)'],
      'https://okta.github.io/okta-help/oag/en-us/Content/Topics/Access-Gateway/add-app-saml-pass-thru-add-okta.htm':
        ['Applications', 'App name'],
      'https://help.okta.com/en-us/Content/Topics/Apps/manage-signing-certificates.htm': [
        'SAML Signing Certificates',
      ],
      'https://help.optimidoc.cloud/Help/AdminConsole/Okta.html': [
        ...['Application username', 'Email', 'Assignments', 'Assign'],
      ],
    },
    unconfirmed: [
      ...['Default RelayState', 'Use this for Recipient URL and Destination URL'],
      ...['Attribute Statements', 'Group Attribute Statements', 'Matches regex', 'SHA-2'],
      ...['App visibility', 'Do not display application icon to users'],
    ],
  },
  chapters: [
    {
      id: 'before',
      steps: [
        { id: 'need', isNote: true },
        { id: 'scope', isNote: true },
      ],
    },
    { id: 'application', steps: [{ id: 'open' }, { id: 'method' }, { id: 'name' }] },
    {
      id: 'settings',
      steps: [
        { id: 'acs' },
        { id: 'audience' },
        { id: 'final_values', isNote: true },
        { id: 'relay_state' },
        { id: 'name_id' },
        { id: 'username' },
        { id: 'names' },
        { id: 'groups', when: ['groups'] },
        { id: 'internal' },
      ],
    },
    {
      id: 'metadata',
      steps: [{ id: 'certificates' }, { id: 'view' }, { id: 'upload' }],
    },
    { id: 'people', steps: [{ id: 'assign' }] },
    {
      id: 'tile',
      steps: [
        { id: 'tile_allow', when: ['tile'] },
        { id: 'tile_hide', unless: ['tile'] },
      ],
    },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: oktaSamlEn, de: oktaSamlDe },
}
