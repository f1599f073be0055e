import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonValue } from '../types/json.ts'
import type { VerifiedAssertion } from './types.ts'

/**
 * The name by which a claim mapping means the NameID itself. It hides an attribute that happens to be
 * called the same.
 */
export const NAME_ID_CLAIM = 'nameId'

/**
 * What an assertion says about the person, by the names that a mapping uses: attributes as lists, and
 * the NameID. Nothing is guessed: that a NameID is an e-mail address is for the mapping to say.
 */
export function receivedClaims({
  nameId,
  attributes,
  structuredAttributes,
}: Pick<VerifiedAssertion, 'nameId' | 'attributes' | 'structuredAttributes'>): ReceivedClaims {
  const claims = new Map<string, { value: JsonValue; source: string }>()
  for (const [name, values] of Object.entries(attributes)) {
    // What is left of it is a part, and a part is worse than nothing (rule X4).
    if (structuredAttributes.includes(name)) continue
    // Empty values are how several providers write "none".
    claims.set(name, { value: values.filter((value) => value !== ''), source: 'attribute' })
  }
  claims.set(NAME_ID_CLAIM, { value: nameId, source: 'name_id' })
  return claims
}
