import { canonicalJson } from '../crypto/digest.ts'
import type { Sealer } from '../crypto/seal.ts'
import { printable, type SsoIssue } from '../errors.ts'
import type { SealedSecret, SealedSecrets } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { RevisionContent } from './content.ts'
import { type SecretOwner, sealSecret } from './sealed-secret.ts'

/** PEM keys are the longest honest secrets. */
const MAX_SECRET_LENGTH = 16_384

/** Lists what is wrong with secrets as they were entered. */
export function secretIssues(
  entered: Readonly<Record<string, unknown>>,
  known: readonly string[],
): SsoIssue[] {
  return Object.entries(entered).flatMap(([field, value]) => {
    const path = `secrets.${printable(field)}`
    if (!known.includes(field)) {
      const hint = known.length > 0 ? `Use ${known.join(' or ')}.` : 'This protocol has none.'
      return [
        {
          path,
          code: 'connection_field_unknown',
          message: `There is no secret ${printable(field)}.`,
          hint,
        },
      ]
    }
    if (value === null || isSecretText(value)) return []
    return [
      {
        path,
        code: 'connection_value_invalid',
        message: 'The secret is empty, too long or contains control characters.',
        hint: 'Copy the secret again, without spaces around it.',
      },
    ]
  })
}

function isSecretText(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value !== '' &&
    // Files with keys end in a line break.
    (value.trim() === value || /-----END [A-Z ]+-----\s*$/.test(value)) &&
    value.length <= MAX_SECRET_LENGTH &&
    // Line breaks occur in PEM keys.
    !/[^\P{Cc}\n\r]/u.test(value)
  )
}

/**
 * The secrets of an edited revision. Those of the one before survive only while they would still be
 * sent to the same place for the same client: otherwise an admin's check could send a customer's
 * secret to an address of the editor's choice (rule T4).
 */
export async function editSecrets(options: {
  sealer: Sealer
  owner: SecretOwner
  previous: SealedSecrets
  isBindingKept: boolean
  entered: Readonly<Record<string, string | null>>
  now: Date
}): Promise<{ secrets: SealedSecrets; erased: readonly string[] }> {
  const { sealer, owner, previous, isBindingKept, entered, now } = options
  const kept = new Map<string, SealedSecret>(isBindingKept ? Object.entries(previous) : [])
  for (const [field, plain] of Object.entries(entered)) {
    if (plain === null) kept.delete(field)
    else kept.set(field, await sealSecret(sealer, owner, field, plain, now))
  }
  return {
    secrets: Object.fromEntries(kept),
    erased: Object.keys(previous).filter((field) => !kept.has(field)),
  }
}

/**
 * The fingerprint of a revision: equal only for equal content and equal secrets. It is keyed, since
 * an unkeyed digest would let anybody who sees it try out secrets (rule T4).
 */
export async function fingerprint(
  sealer: Sealer,
  owner: SecretOwner,
  content: RevisionContent,
  secrets: SealedSecrets,
): Promise<string> {
  const context = [owner.organizationId, owner.connectionId]
  return sealer.digest('fingerprint', context, fingerprintedText(content, secrets))
}

/**
 * The fingerprint that this content with these secrets has already. Another secret of the host may
 * have keyed it, and an edit that changes nothing must not undo what was proven of it.
 */
export function knownFingerprint(
  revisions: readonly {
    readonly revision: RevisionContent & Pick<ConnectionRevision, 'fingerprint'>
    readonly sealed: SealedSecrets
  }[],
  content: RevisionContent,
  secrets: SealedSecrets,
): string | undefined {
  const text = fingerprintedText(content, secrets)
  return revisions.find(({ revision, sealed }) => fingerprintedText(revision, sealed) === text)
    ?.revision.fingerprint
}

function fingerprintedText(
  { settings, claims, access, session }: RevisionContent,
  secrets: SealedSecrets,
): string {
  const digests = Object.fromEntries(
    Object.entries(secrets).map(([field, { digest }]) => [field, digest]),
  )
  return canonicalJson({ settings, claims, access, session, digests })
}
