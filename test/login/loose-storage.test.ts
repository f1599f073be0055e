import { describe, expect, it } from 'vitest'
import { answer, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

/** Two connections of a storage that can be told to take the first one's id for the second one's. */
async function setup() {
  let isLoose = false
  let taken: string | undefined
  const storage = storageWith('connections', ({ load }) => ({
    load: (query, call) => load(isLoose && taken && 'id' in query ? { id: taken } : query, call),
  }))
  const harness = createHarness({ storage, providers: [logoutProvider()] })
  const input = { session: { hasSingleLogout: true } }
  const { id } = await harness.activeConnection('org_1', input)
  taken = (await harness.activeConnection('org_2', input)).id
  const loosen = (to: boolean) => void (isLoose = to)
  return { ...harness, id, loosen }
}

describe('T1 a storage that takes one connection for another', () => {
  it('T1 signs nobody in by the settings of the other one', async () => {
    for (const isLoose of [false, true]) {
      const { sso, id, loosen, logins } = await setup()
      const begun = await begin({ sso }, id)
      loosen(isLoose)
      const code = await codeOf(sso.handleCallback(answer(id, begun)))
      expect(code).toBe(isLoose ? 'connection_not_found' : 'accepted')
      expect(logins).toEqual([])
    }
  })

  it('T1 sends no session of one to the provider of the other at a sign-out', async () => {
    const { sso, id, loosen, logins } = await setup()
    await sso.handler(answer(id, await begin({ sso }, id)))
    const session = logins[0]?.session
    if (!session) throw new Error('nobody signed in')
    loosen(true)
    expect(await sso.startLogout(session)).toMatchObject({
      ...{ scope: 'local', reason: 'connection_gone' },
    })
    const { sso: strict, id: own, logins: others } = await setup()
    await strict.handler(answer(own, await begin({ sso: strict }, own)))
    const ofOwn = others[0]?.session
    if (!ofOwn) throw new Error('nobody signed in')
    expect(await strict.startLogout(ofOwn)).toMatchObject({ scope: 'provider' })
  })
})
