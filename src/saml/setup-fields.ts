import type { SetupField } from '../types/connection.ts'
import type { SsoPathKey } from '../types/paths.ts'
import type { SetupContext } from '../types/provider.ts'
import { samlSettingsOf } from './settings.ts'
import { type SamlSetupId, samlSetupLabelsOf } from './setup-labels.ts'
import { movedUrls, samlUrlsOf } from './urls.ts'

/**
 * What to enter at the identity provider, under the names that its console has for the fields. Pure.
 *
 * @param served what answers at all: an address that nobody answers is nothing to enter
 */
export function samlSetupFields(
  { profile, urls, settings }: SetupContext,
  served: ReadonlySet<SsoPathKey>,
): readonly SetupField[] {
  const { acsUrl, spEntityId, sloUrl, metadataUrl } = movedUrls(
    samlUrlsOf(urls),
    samlSettingsOf(settings),
  )
  const values: Readonly<Record<SamlSetupId, string | undefined>> = {
    acs_url: acsUrl,
    sp_entity_id: spEntityId,
    login_url: urls.organizationLogin,
    slo_url: served.has('slo') ? sloUrl : undefined,
    sp_metadata_url: served.has('metadata') ? metadataUrl : undefined,
  }
  return Object.entries(samlSetupLabelsOf(profile)).flatMap(([id, label]) => {
    const value = values[id as SamlSetupId]
    return label === undefined || value === undefined ? [] : [{ id, label, value }]
  })
}
