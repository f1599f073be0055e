interface Stored extends Record<string, unknown> {
  readonly uid?: string
  readonly grantId?: string
}

/**
 * What npm `oidc-provider` keeps, outside of the instance: with new keys comes a new instance, and
 * codes of the old one must still be good.
 */
export function openIdStore(): (model: string) => object {
  const records = new Map<string, Stored>()
  const find = (matches: (stored: Stored) => boolean) => [...records.values()].find(matches)
  return (model) => {
    const key = (id: string) => `${model}:${id}`
    return {
      upsert: async (id: string, stored: Stored) => void records.set(key(id), stored),
      find: async (id: string) => records.get(key(id)),
      findByUid: async (uid: string) => find((stored) => stored.uid === uid),
      findByUserCode: async () => undefined,
      destroy: async (id: string) => void records.delete(key(id)),
      async consume(id: string) {
        const stored = records.get(key(id))
        if (stored) records.set(key(id), { ...stored, consumed: Math.floor(Date.now() / 1000) })
      },
      async revokeByGrantId(grantId: string) {
        for (const [id, stored] of records) if (stored.grantId === grantId) records.delete(id)
      },
    }
  }
}
