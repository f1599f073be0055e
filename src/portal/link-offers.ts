import { type Profile, profiles } from '../guides/index.ts'
import type { Visit } from './visit.ts'

/** What the host speaks. */
export function offeredProtocols({ core }: Pick<Visit, 'core'>): readonly string[] {
  return [...core.config.providerByProtocol.keys()]
}

/** The identity providers that the host offers. */
export function offeredProfiles({ core }: Pick<Visit, 'core'>): readonly Profile[] {
  const { profiles: offered } = core.config
  return profiles.filter(({ id }) => offered?.includes(id) ?? true)
}

/** The maker’s name for it; of a profile of the host’s own its id. */
export function providerTitle(profile: string): string {
  return profiles.find(({ id }) => id === profile)?.name ?? profile
}
