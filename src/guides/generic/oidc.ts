import type { Guide } from '../guide.ts'
import { genericOidcDe } from './oidc.de.ts'
import { genericOidcEn } from './oidc.en.ts'

/** In the words of the specifications, since every console has its own. */
export const genericOidc: Guide = {
  id: 'generic-oidc',
  profile: 'generic',
  protocol: 'oidc',
  options: ['groups', 'logout', 'tile', 'spa'],
  labels: { bySource: {}, unconfirmed: [] },
  chapters: [
    {
      id: 'client',
      steps: [
        { id: 'create' },
        { id: 'confidential', unless: ['spa'] },
        { id: 'public', when: ['spa'] },
        { id: 'flow' },
        { id: 'redirect' },
        { id: 'redirect_silent', when: ['spa'], field: 'silent_redirect_uri' },
        { id: 'sign_out', when: ['logout'], field: 'sign_out_uri' },
        { id: 'tile', when: ['tile'], field: 'initiate_login_uri' },
      ],
    },
    { id: 'claims', steps: [{ id: 'email' }, { id: 'groups', when: ['groups'] }] },
    { id: 'people', steps: [{ id: 'assign' }] },
    {
      id: 'values',
      steps: [{ id: 'issuer' }, { id: 'client_id' }, { id: 'secret', unless: ['spa'] }],
    },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: genericOidcEn, de: genericOidcDe },
}
