import type { SetupField } from '../types/connection.ts'
import type { SetupContext } from '../types/provider.ts'
import { setupLabelsOf, type SetupId } from './vendors/setup-labels.ts'

/** What to enter at the provider, under the names that its console has for the fields. Pure. */
export function oidcSetupFields({
  profile,
  urls,
  settings = {},
}: Pick<SetupContext, 'profile' | 'urls'> & Partial<SetupContext>): readonly SetupField[] {
  const values: Readonly<Record<SetupId, string>> = {
    redirect_uri: urls.callback,
    initiate_login_uri: urls.initiate,
    // Where the provider sends people after they signed out; it has to be known there beforehand.
    sign_out_uri: urls.logoutReturn,
    base_uri: new URL(urls.callback).origin,
    // Of use only with a private key; what a customer chooses is not known yet.
    jwks_uri: urls.jwks,
    // Where the provider demands the end of sessions, by its server or in a hidden frame.
    backchannel_logout_uri: urls.backchannelLogout,
    frontchannel_logout_uri: urls.frontchannelLogout,
  }
  const labels = setupLabelsOf(profile)
  // A second redirect URI: public clients are those of single-page apps, which renew themselves silently.
  const isPublic = settings.clientAuthentication === 'none'
  const label = labels.redirect_uri ?? ''
  const silent = { id: 'silent_redirect_uri', label, value: urls.silentCallback }
  return Object.entries(labels).flatMap(([id, name]) => {
    const field = name === undefined ? [] : [{ id, label: name, value: values[id as SetupId] }]
    return id === 'redirect_uri' && isPublic ? [...field, silent] : field
  })
}
