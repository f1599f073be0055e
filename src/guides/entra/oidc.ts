import type { Guide } from '../guide.ts'
import { entraOidcDe } from './oidc.de.ts'
import { entraOidcEn } from './oidc.en.ts'

/** There is no public client here: codes of the platform `Single-page application` are for browsers. */
export const entraOidc: Guide = {
  id: 'entra-oidc',
  profile: 'entra',
  protocol: 'oidc',
  options: ['groups', 'logout', 'tile'],
  labels: {
    bySource: {
      'https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app': [
        ...['App registrations', 'New registration', 'Name', 'Supported account types'],
        ...['Accounts in this organizational directory only', 'Redirect URI (optional)', 'Web'],
        ...['Register', 'Authentication', 'Redirect URI', 'Certificates & secrets'],
        ...['Client secrets', 'New client secret', 'Add', 'Overview', 'Application (client) ID'],
        ...['Properties', 'Visible to users?'],
      ],
      'https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims': [
        ...['Token configuration', 'Add optional claim', 'ID', 'Add groups claim', 'Save'],
        ...['Groups assigned to the application', 'Enterprise applications', 'Users and groups'],
        'Add user/group',
      ],
    },
    unconfirmed: [
      ...['Add URI', 'Value', 'Secret ID', 'Assignment required?', 'Directory (tenant) ID'],
      ...['Branding & properties', 'Home page URL'],
    ],
  },
  chapters: [
    {
      id: 'registration',
      steps: [
        { id: 'open' },
        { id: 'name' },
        { id: 'accounts' },
        { id: 'redirect' },
        { id: 'register' },
        { id: 'sign_out', when: ['logout'] },
      ],
    },
    { id: 'secret', steps: [{ id: 'add_secret' }, { id: 'secret_expires', isNote: true }] },
    {
      id: 'claims',
      steps: [
        { id: 'email' },
        { id: 'email_note', isNote: true },
        { id: 'groups', when: ['groups'] },
        { id: 'groups_note', isNote: true, when: ['groups'] },
      ],
    },
    { id: 'people', steps: [{ id: 'assignment' }, { id: 'assign' }] },
    {
      id: 'values',
      steps: [{ id: 'tenant' }, { id: 'client_id' }, { id: 'client_secret' }],
    },
    { id: 'tile', when: ['tile'], steps: [{ id: 'home_page' }, { id: 'visible' }] },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: entraOidcEn, de: entraOidcDe },
}
