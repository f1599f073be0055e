import type { Guide } from '../guide.ts'
import { entraSamlDe } from './saml.de.ts'
import { entraSamlEn } from './saml.en.ts'

export const entraSaml: Guide = {
  id: 'entra-saml',
  profile: 'entra',
  protocol: 'saml',
  options: ['groups', 'tile'],
  labels: {
    bySource: {
      'https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/add-application-portal-setup-sso':
        [
          ...['Enterprise applications', 'All applications', 'Single sign-on', 'SAML', 'Edit'],
          ...['Basic SAML Configuration', 'Reply URL (Assertion Consumer Service URL)', 'Save'],
          ...['Identifier (Entity ID)', 'Sign on URL', 'SAML Certificates', 'Download'],
        ],
      'https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/add-application-portal': [
        ...['New application', 'Create'],
      ],
      'https://learn.microsoft.com/en-us/entra/identity/hybrid/connect/how-to-connect-fed-group-claims':
        ['Add a group claim', 'Groups assigned to the application'],
      'https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims': [
        ...['Users and groups', 'Add user/group'],
      ],
      'https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app': [
        ...['Properties', 'Visible to users?'],
      ],
    },
    unconfirmed: [
      'Create your own application',
      "Integrate any other application you don't find in the gallery (Non-gallery)",
      ...['Relay State (Optional)', 'Attributes & Claims', 'App Federation Metadata Url'],
      'Federation Metadata XML',
    ],
  },
  chapters: [
    { id: 'application', steps: [{ id: 'open' }, { id: 'create' }] },
    {
      id: 'settings',
      steps: [
        { id: 'edit' },
        { id: 'identifier' },
        { id: 'reply' },
        { id: 'sign_on', when: ['tile'] },
        { id: 'relay_state' },
      ],
    },
    {
      id: 'claims',
      steps: [
        { id: 'attributes', isNote: true },
        { id: 'groups', when: ['groups'] },
        { id: 'groups_note', isNote: true, when: ['groups'] },
      ],
    },
    { id: 'metadata', steps: [{ id: 'address' }, { id: 'file', isNote: true }] },
    { id: 'people', steps: [{ id: 'assign' }, { id: 'visible', when: ['tile'] }] },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: entraSamlEn, de: entraSamlDe },
}
