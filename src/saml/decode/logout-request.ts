import { PROTOCOL } from '../uris.ts'
import { childrenNamed } from '../xml/node.ts'
import type { VerifiedXml } from '../xml/verified.ts'
import { presentAttributes, requiredText } from './elements.ts'
import type { LogoutRequestFacts } from './facts.ts'
import { decodeNameId, type Plaintexts } from './name-id.ts'

/** Reads whose sessions a signed LogoutRequest names. */
export function decodeLogoutRequest(
  { root }: VerifiedXml,
  plaintexts: Plaintexts,
): LogoutRequestFacts {
  const nameId = decodeNameId(root, plaintexts)
  return {
    ...(nameId && { nameId }),
    sessionIndexes: childrenNamed(root, PROTOCOL, 'SessionIndex').map(requiredText),
    ...presentAttributes(root, { notOnOrAfter: 'NotOnOrAfter' }),
  }
}
