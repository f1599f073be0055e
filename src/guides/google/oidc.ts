import type { Guide } from '../guide.ts'
import { googleOidcDe } from './oidc.de.ts'
import { googleOidcEn } from './oidc.en.ts'

export const googleOidc: Guide = {
  id: 'google-oidc',
  profile: 'google',
  protocol: 'oidc',
  options: ['groups'],
  labels: {
    bySource: {
      'https://support.google.com/cloud/answer/15549257': ['Google Auth Platform', 'Clients'],
      'https://www2.microstrategy.com/producthelp/current/Gateway_Connections/WebHelp/Lang_1033/Content/gbq_retrieve_client_id_secret.htm':
        ['Application type', 'Web application', 'Authorized redirect URIs', 'Create'],
    },
    unconfirmed: [
      ...['Branding', 'Audience', 'Internal', 'Create client', 'Name', 'Client ID'],
      ...['Client secret', 'Add URI'],
    ],
  },
  chapters: [
    { id: 'project', steps: [{ id: 'branding' }, { id: 'audience' }] },
    {
      id: 'client',
      steps: [
        { id: 'create' },
        { id: 'redirect' },
        { id: 'no_groups', isNote: true, when: ['groups'] },
      ],
    },
    { id: 'values', steps: [{ id: 'domain' }, { id: 'client_id' }, { id: 'secret' }] },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: googleOidcEn, de: googleOidcDe },
}
