import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError, type JsonObject } from '../../../src/index.ts'
import { oidcError } from '../../../src/oidc/error.ts'
import { beginTest } from '../../support/connection-tests.ts'
import { fakeProvider } from '../../support/fake-provider.ts'
import { answer, asSystem, begin, createHarness, type Harness } from '../../support/harness.ts'

/** All that makes one configuration another one, in this world. */
interface Content {
  readonly idp: string | null
  readonly secret: string | null
  readonly email: string
}

type Edit = { readonly [Key in keyof Content]?: Content[Key] }

type Step =
  | { readonly kind: 'update'; readonly edit: Edit }
  | { readonly kind: 'describe' }
  | { readonly kind: 'begin' }
  /** Finishes the test that was begun so many tests ago. */
  | { readonly kind: 'finish'; readonly ago: number; readonly passes: boolean }
  /** Both at once. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'check' | 'activate' | 'disable' | 'login' | 'wait' }

const edits: fc.Arbitrary<Edit> = fc.record(
  {
    idp: fc.constantFrom('https://a.example', 'https://b.example', null),
    secret: fc.constantFrom('one', 'two', null),
    email: fc.constantFrom('email', 'mail'),
  },
  { requiredKeys: [] },
)

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), edit: edits }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'begin' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      ago: fc.nat({ max: 2 }),
      passes: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'pass' } as const) },
  { weight: 6, arbitrary: fc.constant({ kind: 'activate' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['describe', 'check', 'disable', 'login', 'wait'] as const)),
    }) as fc.Arbitrary<Step>,
  },
)

const key = (content: Content): string => JSON.stringify(content)

/** What the world should look like, told without fingerprints. */
interface Model {
  draft: Content | undefined
  live: Content | undefined
  isActive: boolean
  test: { readonly of: string; readonly isPassed: boolean } | undefined
  login: string | undefined
  /** Whatever somebody ever signed in with, in a test or for real. */
  readonly proven: Set<string>
  readonly flows: {
    readonly flow: { cookie: string; ref: string }
    readonly of: string
    isUsed: boolean
  }[]
}

const candidate = ({ draft, live }: Model): Content => draft ?? live ?? nothing
const nothing: Content = { idp: null, secret: null, email: 'email' }
const first = { ...nothing, idp: 'https://a.example' }

/** Evidence of what is neither draft nor live is gone for good. */
function forget(model: Model): void {
  const known = [model.draft, model.live].map((content) => content && key(content))
  if (model.test && !known.includes(model.test.of)) model.test = undefined
  if (model.login !== undefined && !known.includes(model.login)) model.login = undefined
}

const attempt = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'accepted',
    (error: unknown) => (isSsoError(error) ? error.code : String(error)),
  )

interface World {
  readonly harness: Harness
  readonly id: string
  readonly model: Model
  /** How the provider's next answer ends. */
  readonly provider: { passes: boolean }
}

async function take(world: World, step: Step): Promise<void> {
  const { harness, id, model, provider } = world
  const { connections } = harness.sso
  harness.clock.advance(1)
  switch (step.kind) {
    case 'update': {
      const { idp, secret, email } = step.edit
      const before = candidate(model)
      await connections.update(
        id,
        {
          ...(idp === undefined ? {} : { settings: { idp } }),
          ...(secret === undefined ? {} : { secrets: { apiKey: secret } }),
          ...(email === undefined ? {} : { claims: { email } }),
        },
        asSystem,
      )
      const isBound = idp === undefined || idp === before.idp
      model.draft = {
        idp: idp === undefined ? before.idp : idp,
        // Rule T4: a secret does not follow the connection to another provider.
        secret: secret === undefined ? (isBound ? before.secret : null) : secret,
        email: email ?? before.email,
      }
      return forget(model)
    }
    case 'describe': {
      await connections.update(id, { description: 'Another name' }, asSystem)
      model.draft = candidate(model)
      return
    }
    case 'begin': {
      const content = candidate(model)
      if (content.idp === null) {
        expect(await attempt(beginTest(harness, id))).toBe('connection_not_ready')
        return
      }
      const of = key(content)
      model.flows.unshift({ flow: await beginTest(harness, id), of, isUsed: false })
      if (!(model.test?.of === of && model.test.isPassed)) model.test = { of, isPassed: false }
      return
    }
    case 'pass': {
      await take(world, { kind: 'begin' })
      return take(world, { kind: 'finish', ago: 0, passes: true })
    }
    case 'finish': {
      const begun = model.flows[step.ago]
      if (!begun) return
      provider.passes = step.passes
      const outcome = await attempt(harness.sso.handleCallback(answer(id, begun.flow)))
      provider.passes = true
      if (outcome === 'login_flow_expired') return
      if (begun.of !== key(candidate(model))) {
        expect(outcome).toBe('test_configuration_changed')
        return
      }
      if (begun.isUsed) {
        expect(outcome).toBe('login_replayed')
        return
      }
      expect(outcome).toBe('accepted')
      begun.isUsed = true
      model.test = { of: begun.of, isPassed: step.passes }
      if (step.passes) model.proven.add(begun.of)
      return
    }
    case 'activate': {
      const content = candidate(model)
      const of = key(content)
      const isProven = (model.test?.of === of && model.test.isPassed) || model.login === of
      const outcome = await attempt(connections.activate(id, asSystem))
      expect(outcome).toBe(content.idp !== null && isProven ? 'accepted' : 'connection_not_ready')
      if (outcome !== 'accepted') return
      model.live = content
      model.draft = undefined
      model.isActive = true
      return forget(model)
    }
    case 'login': {
      if (!model.isActive || !model.live) return
      const flow = await begin(harness, id)
      await harness.sso.handler(answer(id, flow))
      await harness.settled()
      model.login = key(model.live)
      model.proven.add(key(model.live))
      return
    }
    case 'disable': {
      await connections.disable(id, asSystem)
      model.isActive = false
      return
    }
    case 'check': {
      await connections.check(id, asSystem)
      return
    }
    case 'wait': {
      harness.clock.advance(400)
    }
  }
}

async function createWorld(): Promise<World> {
  const provider = { passes: true }
  const harness = createHarness({
    activation: { requires: ['check', 'test'] },
    providers: [
      fakeProvider({
        async finishLogin(context) {
          if (provider.passes) {
            const good = await fakeProvider().finishLogin(context)
            const mail = { value: 'ann@example.com', source: 'ticket' }
            return { ...good, claims: new Map([...good.claims, ['mail', mail]]) }
          }
          await context.reserve()
          throw oidcError('oidc_id_token_expired')
        },
      }),
    ],
  })
  const created = await harness.sso.connections.create(
    { organizationId: 'org_1', protocol: 'fake', settings: { idp: first.idp } },
    asSystem,
  )
  const model: Model = {
    ...{ draft: first, live: undefined, isActive: false, test: undefined, login: undefined },
    ...{ proven: new Set<string>(), flows: [] },
  }
  return { harness, id: created.id, model, provider }
}

describe('no sequence of edits', () => {
  it('activates an untested configuration', async () => {
    let activations = 0
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 24 }), async (sequence) => {
        const world = await createWorld()
        for (const step of sequence) {
          await take(world, step)
          const { id, model, harness } = world
          const connection = await harness.sso.connections.get(id, asSystem)
          expect(connection.status === 'active').toBe(model.isActive)
          const settings = (connection.live?.settings ?? {}) as JsonObject
          expect(settings.idp ?? null).toBe(model.live?.idp ?? null)
          if (connection.status !== 'active') continue
          // The property, in one line.
          expect(model.proven).toContain(key(model.live ?? nothing))
          activations += 1
        }
      }),
      { numRuns: 150 },
    )
    // Refusing everything would pass as well.
    expect(activations).toBeGreaterThan(20)
  })
})
