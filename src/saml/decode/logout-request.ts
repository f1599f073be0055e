import { PROTOCOL } from '../uris.ts'
import { attributeOf, childrenNamed } from '../xml/node.ts'
import type { VerifiedXml } from '../xml/verified.ts'
import { requiredText } from './elements.ts'
import type { LogoutRequestFacts } from './facts.ts'
import { decodeNameId, type Plaintexts } from './name-id.ts'

/** Reads whose sessions a signed LogoutRequest names. */
export function decodeLogoutRequest(
  { root }: VerifiedXml,
  plaintexts: Plaintexts,
): LogoutRequestFacts {
  return {
    nameId: decodeNameId(root, plaintexts),
    sessionIndexes: childrenNamed(root, PROTOCOL, 'SessionIndex').map(requiredText),
    notOnOrAfter: attributeOf(root, 'NotOnOrAfter'),
  }
}
