/**
 * A key pair of ours. RSA with at least 2048 bits. Several at once let keys be exchanged without a gap:
 * publish the next pair in the metadata first, let it sign from `activeFrom` on, drop the old one later.
 */
export interface SamlKeyPair {
  /** PKCS#8 PEM. */
  readonly privateKey: string
  /** X.509 PEM of the same key; it goes into our metadata. */
  readonly certificate: string
  /** Default: both. */
  readonly use?: 'signing' | 'encryption'
  /** From when on this pair signs. Default: since ever. */
  readonly activeFrom?: Date
}

/** The pair that signs now: of those that may, the one that became active last. */
export function signingKey(keys: readonly SamlKeyPair[], now: Date): SamlKeyPair | undefined {
  const since = ({ activeFrom }: SamlKeyPair) => activeFrom?.getTime() ?? Number.NEGATIVE_INFINITY
  return keysFor('signing', keys)
    .filter((pair) => since(pair) <= now.getTime())
    .reduce<SamlKeyPair | undefined>(
      (latest, pair) => (latest && since(latest) >= since(pair) ? latest : pair),
      undefined,
    )
}

export function keysFor(
  use: 'signing' | 'encryption',
  keys: readonly SamlKeyPair[],
): readonly SamlKeyPair[] {
  return keys.filter((pair) => (pair.use ?? use) === use)
}
