import type { JsonObject } from '../types/json.ts'

/**
 * Whether a provider says that the mapped groups did not fit into its answer: it names another place
 * where they are (OpenID Connect Core section 5.6.2), or sets Entra's flag of tokens that travel in
 * an address. Pure.
 *
 * @param groupsClaim the mapped claim; without one nobody asked for groups
 * @param sources the claims of the ID token and of userinfo
 */
export function hasGroupsOverage(
  groupsClaim: string | undefined,
  ...sources: readonly (JsonObject | undefined)[]
): boolean {
  if (groupsClaim === undefined) return false
  return sources.some((claims = {}) => {
    const elsewhere = Object.hasOwn(claims, '_claim_names') ? claims._claim_names : undefined
    // What cannot be read may well name them.
    const isReadable = typeof elsewhere === 'object' && !Array.isArray(elsewhere)
    const isElsewhere =
      elsewhere !== undefined && (!isReadable || Object.hasOwn(elsewhere ?? {}, groupsClaim))
    const isFlagged = Object.hasOwn(claims, 'hasgroups') && claims.hasgroups !== false
    return isElsewhere || (isFlagged && groupsClaim === 'groups')
  })
}
