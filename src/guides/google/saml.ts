import type { Guide } from '../guide.ts'
import { googleSamlDe } from './saml.de.ts'
import { googleSamlEn } from './saml.en.ts'

export const googleSaml: Guide = {
  id: 'google-saml',
  profile: 'google',
  protocol: 'saml',
  options: ['groups', 'tile'],
  labels: {
    bySource: {
      'https://support.workstars.com/hc/en-gb/articles/8169751344145': [
        ...[
          'Apps',
          'Web and mobile apps',
          'Add app',
          'Add custom SAML app',
          'ACS URL',
          'Entity ID',
        ],
        ...['App Name', 'CONTINUE', 'Name ID format', 'Name ID', 'FINISH', 'User access'],
        'Basic Information > Primary email',
      ],
      'https://cloudns.net/wiki/article/592': ['EMAIL'],
    },
    unconfirmed: [
      ...['DOWNLOAD METADATA', 'Start URL', 'ADD MAPPING', 'First name', 'Last name'],
      ...['Group membership (optional)', 'App attribute', 'ON for everyone', 'SAVE'],
    ],
  },
  chapters: [
    { id: 'application', steps: [{ id: 'open' }, { id: 'name' }, { id: 'metadata' }] },
    {
      id: 'settings',
      steps: [
        { id: 'acs' },
        { id: 'entity_id' },
        { id: 'start_url' },
        { id: 'name_id' },
        { id: 'attributes' },
        { id: 'groups', when: ['groups'] },
        { id: 'finish_app' },
      ],
    },
    {
      id: 'people',
      steps: [{ id: 'access' }, { id: 'tile', isNote: true, when: ['tile'] }],
    },
    { id: 'finish', steps: [{ id: 'upload' }, { id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: googleSamlEn, de: googleSamlDe },
}
