import type { Guide } from '../guide.ts'
import { genericSamlDe } from './saml.de.ts'
import { genericSamlEn } from './saml.en.ts'

/** In the words of the specifications, since every console has its own. */
export const genericSaml: Guide = {
  id: 'generic-saml',
  profile: 'generic',
  protocol: 'saml',
  options: ['groups', 'tile'],
  labels: { bySource: {}, unconfirmed: [] },
  chapters: [
    {
      id: 'application',
      steps: [
        { id: 'create' },
        { id: 'metadata', isNote: true, field: 'sp_metadata_url' },
        { id: 'acs' },
        { id: 'entity_id' },
        { id: 'relay_state' },
        { id: 'signing' },
      ],
    },
    {
      id: 'attributes',
      steps: [{ id: 'name_id' }, { id: 'names' }, { id: 'groups', when: ['groups'] }],
    },
    { id: 'people', steps: [{ id: 'assign' }, { id: 'tile', when: ['tile'] }] },
    { id: 'values', steps: [{ id: 'hand_over' }] },
    { id: 'finish', steps: [{ id: 'test' }, { id: 'login', isNote: true }] },
  ],
  texts: { en: genericSamlEn, de: genericSamlDe },
}
