// @ts-check
/**
 * What oidc-provider keeps (sessions, codes, grants), in the memory of one development identity
 * provider. The names of the methods are oidc-provider's.
 *
 * @see {@link https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js}
 */
export function createStore() {
  /** @type {Map<string, { model: string, id: string, payload: any, expiresAt: number }>} */
  const records = new Map()

  const alive = () => {
    for (const [key, { expiresAt }] of records) if (expiresAt <= Date.now()) records.delete(key)
    return [...records.values()]
  }

  return class Store {
    /** @param {string} model */
    constructor(model) {
      this.model = model
    }

    #key(/** @type {string} */ id) {
      return `${this.model}:${id}`
    }

    #where(/** @type {(payload: any) => boolean} */ isWanted) {
      return alive().find(({ model, payload }) => model === this.model && isWanted(payload))
        ?.payload
    }

    async upsert(/** @type {string} */ id, /** @type {any} */ payload, seconds = Infinity) {
      const expiresAt = Date.now() + seconds * 1000
      records.set(this.#key(id), { model: this.model, id, payload, expiresAt })
    }

    async find(/** @type {string} */ id) {
      alive()
      return records.get(this.#key(id))?.payload
    }

    async findByUid(/** @type {string} */ uid) {
      return this.#where((payload) => payload.uid === uid)
    }

    async findByUserCode(/** @type {string} */ userCode) {
      return this.#where((payload) => payload.userCode === userCode)
    }

    async consume(/** @type {string} */ id) {
      const payload = await this.find(id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    }

    async destroy(/** @type {string} */ id) {
      records.delete(this.#key(id))
    }

    async revokeByGrantId(/** @type {string} */ grantId) {
      for (const [key, { payload }] of records) if (payload.grantId === grantId) records.delete(key)
    }
  }
}
