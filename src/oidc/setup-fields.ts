import type { SetupField } from '../types/connection.ts'
import type { SetupContext } from '../types/provider.ts'
import { setupLabelsOf, type SetupId } from './vendors/setup-labels.ts'

/** What to enter at the provider, under the names that its console has for the fields. Pure. */
export function oidcSetupFields({
  profile,
  urls,
}: Pick<SetupContext, 'profile' | 'urls'>): readonly SetupField[] {
  const values: Readonly<Record<SetupId, string>> = {
    redirect_uri: urls.callback,
    initiate_login_uri: urls.initiate,
    // Where the provider sends people after they signed out; it has to be known there beforehand.
    sign_out_uri: urls.logoutReturn,
    base_uri: new URL(urls.callback).origin,
    // Of use only with a private key; what a customer chooses is not known yet.
    jwks_uri: urls.jwks,
  }
  return Object.entries(setupLabelsOf(profile)).flatMap(([id, label]) =>
    label === undefined ? [] : [{ id, label, value: values[id as SetupId] }],
  )
}
