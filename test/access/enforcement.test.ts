import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decidePolicy,
  defaultPolicy,
  isAtLeast,
  offersPassword,
  type PolicyDecision,
  stricterOf,
} from '../../src/access/enforcement.ts'
import type { OrganizationPolicy, PolicyChange } from '../../src/types/policy.ts'

const now = new Date('2026-06-01T00:00:00.000Z')
const before = '2026-01-01T00:00:00.000Z'
const admin = { now, isOperator: false }
const operator = { now, isOperator: true }

const mixed = { ...defaultPolicy('org_1', new Date(before)), version: 3 }
const forNew: OrganizationPolicy = { ...mixed, mode: 'enforced_new', enforcedAt: before }
const forAll: OrganizationPolicy = { ...mixed, mode: 'enforced_all', enforcedAt: before }
const forGood: OrganizationPolicy = { ...forAll, isIrreversible: true }

const changed = (decision: PolicyDecision) => {
  if (decision.kind !== 'change') throw new Error(`It is ${decision.kind}.`)
  return decision
}

describe('decidePolicy', () => {
  it('NG-15 starts with the mixed mode, which nobody had to choose', () => {
    expect(defaultPolicy('org_1', now)).toEqual({
      organizationId: 'org_1',
      version: 0,
      mode: 'mixed',
      isIrreversible: false,
      updatedAt: '2026-06-01T00:00:00.000Z',
    })
  })

  it('NG-16 enforces for new members from this instant on', () => {
    const decision = changed(decidePolicy(mixed, { mode: 'enforced_new' }, admin))
    expect(decision).toMatchObject({ isStricter: true, isFinal: false })
    expect(decision.policy).toEqual({
      organizationId: 'org_1',
      version: 4,
      mode: 'enforced_new',
      isIrreversible: false,
      enforcedAt: '2026-06-01T00:00:00.000Z',
      updatedAt: '2026-06-01T00:00:00.000Z',
    })
  })

  it('keeps the day of enforcement between the strict modes: nobody wins a password back', () => {
    const wider = changed(decidePolicy(forNew, { mode: 'enforced_all' }, admin))
    expect(wider.policy.enforcedAt).toBe(before)
    const narrower = changed(decidePolicy(forAll, { mode: 'enforced_new' }, admin))
    expect(narrower.policy.enforcedAt).toBe(before)
    expect(narrower.isStricter).toBe(false)
  })

  it('forgets the day with the mixed mode', () => {
    const back = changed(decidePolicy(forNew, { mode: 'mixed' }, admin))
    expect(back.policy).not.toHaveProperty('enforcedAt')
  })

  it('KO-3 lets nobody but the operator bring passwords back', () => {
    for (const change of [
      { mode: 'mixed' },
      { mode: 'enforced_new' },
      { mode: 'enforced_all', irreversible: false },
    ] as const) {
      expect(decidePolicy(forGood, change, admin).kind).toBe('irreversible')
      expect(decidePolicy(forGood, change, operator).kind).toBe('change')
    }
  })

  it('KO-3 keeps what is irreversible so where a change does not speak of it', () => {
    const same = changed(decidePolicy(forGood, { mode: 'enforced_all' }, admin))
    expect(same.policy.isIrreversible).toBe(true)
    expect(same.isFinal).toBe(false)
    const first = changed(decidePolicy(forAll, { mode: 'enforced_all', irreversible: true }, admin))
    expect(first).toMatchObject({ isStricter: false, isFinal: true })
  })

  it('lets the operator reset everything', () => {
    const reset = changed(decidePolicy(forGood, { mode: 'mixed' }, operator))
    expect(reset.policy).toMatchObject({ mode: 'mixed', isIrreversible: false })
  })

  it.each([
    ['an unknown mode', { mode: 'strict' }, 'mode'],
    ['a mode that every object has', { mode: 'toString' }, 'mode'],
    // Bodies of requests may hold it, and as the name of a member it is the text in it.
    ['a list of one mode', { mode: ['enforced_all'] }, 'mode'],
    ['a list of no strictness', { mode: ['mixed'] }, 'mode'],
    ['an irreversible mixed mode', { mode: 'mixed', irreversible: true }, 'irreversible'],
    ['a text for a truth', { mode: 'enforced_all', irreversible: 'yes' }, 'irreversible'],
  ])('refuses %s', (_name, change, path) => {
    const decision = decidePolicy(mixed, change as PolicyChange, admin)
    expect(decision).toMatchObject({ kind: 'invalid', issues: [{ path }] })
  })

  it('KO-3 has no sequence of changes that brings a password back', () => {
    const change: fc.Arbitrary<PolicyChange> = fc.record(
      {
        mode: fc.constantFrom('mixed', 'enforced_new', 'enforced_all'),
        irreversible: fc.boolean(),
      },
      { requiredKeys: ['mode'] },
    )
    const rank = { mixed: 0, enforced_new: 1, enforced_all: 2 }
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        let policy: OrganizationPolicy = defaultPolicy('org_1', now)
        for (const next of changes) {
          const decision = decidePolicy(policy, next, admin)
          if (decision.kind !== 'change') continue
          if (policy.isIrreversible) {
            expect(decision.policy.isIrreversible).toBe(true)
            expect(rank[decision.policy.mode]).toBeGreaterThanOrEqual(rank[policy.mode])
            expect(decision.policy.enforcedAt).toBe(policy.enforcedAt)
          }
          ;({ policy } = decision)
        }
      }),
    )
  })
})

describe('offersPassword', () => {
  it.each([
    ['no policy', null, true, true],
    ['mixed', 'mixed', true, true],
    ['enforced for new members', 'enforced_new', true, false],
    ['enforced for all', 'enforced_all', false, false],
    ['a mode that is none', 'whatever', false, false],
  ] as const)('answers for %s', (_name, mode, signIn, signUp) => {
    const policy = mode && ({ mode } as OrganizationPolicy)
    expect(offersPassword(policy, 'sign_in')).toBe(signIn)
    expect(offersPassword(policy, 'sign_up')).toBe(signUp)
  })
})

describe('what a host wants at least', () => {
  const all = { mode: 'enforced_all' } as const
  const some = { mode: 'enforced_new' } as const
  const forEver = { ...all, irreversible: true } as const

  it.each<[OrganizationPolicy, PolicyChange, boolean]>([
    [mixed, some, false],
    [forNew, some, true],
    [forNew, all, false],
    [forAll, some, true],
    [forAll, all, true],
    [forAll, forEver, false],
    [forAll, { ...some, irreversible: true }, false],
    [forGood, forEver, true],
    [{ ...forGood, mode: 'enforced_new' }, forEver, false],
  ])('KO-1 is met by %o where it is %o: %s', (policy, least, isMet) => {
    expect(isAtLeast(policy, least)).toBe(isMet)
  })

  it('KO-1 is not what an admin asks for less than, in mode or for ever', () => {
    expect(stricterOf(all, { mode: 'mixed' })).toEqual(all)
    expect(stricterOf(forEver, some)).toEqual(forEver)
    expect(stricterOf(some, all)).toEqual(all)
    expect(stricterOf(some, forEver)).toEqual(forEver)
    expect(stricterOf({ ...some, irreversible: true }, { ...all, irreversible: false })).toEqual(
      forEver,
    )
    expect(stricterOf(all, { mode: 'whatever' as never })).toEqual(all)
  })
})
