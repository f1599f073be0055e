import { failed, passed, warned } from '../../connection/checks.ts'
import { toSsoError } from '../../errors.ts'
import { readKeySet } from '../../oidc/keys.ts'
import type { OidcTrust } from '../../oidc/metadata.ts'
import type { JsonObject } from '../../types/json.ts'
import { type CliCheck, checksOf } from '../checks.ts'
import { type Fact, fact, type InspectedConnection, type Inspection } from './inspection.ts'

/** Members of private and symmetric keys (RFC 7518 section 6), which are never shown. */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Reads a key set as a sign-in would; with a connection, says which of the keys it knows. */
export function inspectKeySet(
  document: JsonObject,
  connection: InspectedConnection | undefined,
): Inspection {
  const keys = (Array.isArray(document.keys) ? document.keys : []).filter(isObject)
  const facts: readonly Fact[] = fact('Key', keys.map(described))
  const secret = keys.filter((key) => secretMembers.some((name) => Object.hasOwn(key, name)))
  const exposed: readonly CliCheck[] =
    secret.length === 0
      ? []
      : [
          failed(
            'private_keys',
            'It holds private or symmetric keys, with which anybody who has it can sign.',
            'If it was ever published, replace these keys.',
          ),
        ]
  try {
    const usable = readKeySet(document)
    const count = `${usable.keys.length} of ${keys.length} keys can verify ID tokens.`
    const checks = [passed('signing_keys', count), ...exposed, ...known(usable, connection)]
    return { facts, checks, notes: [] }
  } catch (error) {
    const failure = toSsoError(error)
    return { facts, checks: [...checksOf('signing_keys', failure), ...exposed], failure, notes: [] }
  }
}

function described(key: JsonObject): string {
  const { kty, crv, alg, use, kid } = key
  const words = [kty, crv, alg, use].filter((word) => typeof word === 'string')
  return `${typeof kid === 'string' ? kid : '(no kid)'}: ${words.join(' ')}`
}

function known(
  { keys }: { readonly keys: readonly JsonObject[] },
  connection: InspectedConnection | undefined,
): readonly CliCheck[] {
  if (!connection) return []
  const trust = connection.context.trust.document as unknown as OidcTrust | undefined
  const stored = new Set((trust?.jwks?.keys ?? []).map(publicPart))
  const others = keys.filter((key) => !stored.has(publicPart(key)))
  if (others.length === 0) {
    return [passed('connection', 'The connection has stored all of these keys.')]
  }
  return [
    warned(
      'connection',
      'The connection has not stored all of these keys.',
      'A sign-in reads new keys by itself; where it cannot, check that this is what `jwks_uri` answers.',
      { received: others.map(described).join(', ') },
    ),
  ]
}

const publicPart = ({ kty, crv, n, e, x, y }: JsonObject): string =>
  JSON.stringify([kty, crv, n, e, x, y])

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
