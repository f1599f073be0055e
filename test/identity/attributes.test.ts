import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import type { JsonValue, StandardResult, StandardSchema } from '../../src/index.ts'
import { ann, createAccessScene } from '../support/access-scene.ts'
import { configIssues } from '../support/harness.ts'

/** A schema as zod and others make them. */
const schemaOf = (
  validate: (value: Record<string, unknown>) => StandardResult | Promise<StandardResult>,
): StandardSchema => ({
  '~standard': { version: 1, vendor: 'test', validate: (value) => validate(value as never) },
})

/** A department that is text and a level that is a number or text of one. */
const schema = schemaOf(({ department, level }) => {
  if (typeof department !== 'string') {
    return { issues: [{ message: `got ${String(department)}`, path: ['department'] }] }
  }
  return { value: { department, ...(level === undefined ? {} : { level: Number(level) }) } }
})

const claims = { custom: { department: 'dept', level: 'grade' } }
const scene = (attributes: StandardSchema = schema) =>
  createAccessScene({ claims, config: { identity: { attributes } } })

const attributesOf = async (person: object, attributes?: StandardSchema) => {
  const result = await (await scene(attributes)).signIn({ ...ann, ...person })
  if (result.kind !== 'login') throw new Error(result.kind)
  return result.login.identity
}

describe('custom attributes', () => {
  it('are what the schema makes of the mapped claims, and nothing else is there', async () => {
    const identity = await attributesOf({ dept: 'R&D', grade: '7', secret: 'x', level: 99 })
    expect({ ...identity.attributes }).toEqual({ department: 'R&D', level: 7 })
    expect(Object.getPrototypeOf(identity.attributes)).toBeNull()
    expect(Object.keys(identity.origin).sort()).toEqual([
      ...['attributes.department', 'attributes.level', 'email'],
    ])
    expect(identity.email).toBe('ann@acme.example')
  })

  it('may be checked by a schema that takes its time', async () => {
    const slow = schemaOf(async (value) => ({ value: { ...value, isChecked: true } }))
    const { attributes } = await attributesOf({ dept: 'R&D' }, slow)
    expect({ ...attributes }).toEqual({ department: 'R&D', isChecked: true })
  })

  it.each<[string, object]>([
    ['absent', {}],
    ['of another type', { dept: 7 }],
    ['absent, while a claim has the own name', { department: 'R&D' }],
  ])('keep a person out where they are %s', async (_what, person) => {
    const error = await (await scene()).signIn({ ...ann, ...person } as never).catch((e) => e)
    expect(error).toMatchObject({ code: 'identity_claim_invalid' })
    expect(error.message).toContain('department')
    expect(error.detail).toEqual({ attributes: ['department'] })
  })

  it('T4 are never quoted, whatever the schema says', async () => {
    const rude = schemaOf(({ department }) => ({
      issues: [{ message: `no ${String(department)}`, path: [{ key: 'department\n' }, 0] }],
    }))
    const person = { ...ann, dept: 'top secret' }
    const error = await (await scene(rude)).signIn(person).catch((e) => e)
    expect(JSON.stringify(error)).not.toContain('top secret')
    expect(error.message).toContain(String.raw`department\u{a}.0`)
  })

  it.each([
    ['an issue without a place', () => ({ issues: [{ message: 'no' }] }), 'identity_claim_invalid'],
    ['no object', () => ({ value: 'yes' }), 'identity_claim_invalid'],
    ['a list', () => ({ value: [] }), 'identity_claim_invalid'],
    ['null', () => ({ value: null }), 'identity_claim_invalid'],
    ['nothing', () => undefined as never, 'host_callback_failed'],
    ['an error', () => Promise.reject(new Error('x')), 'host_callback_failed'],
  ])('keep a person out where the schema gives %s', async (_what, validate, code) => {
    expect(await (await scene(schemaOf(validate))).outcome({ ...ann, dept: 'x' })).toBe(code)
  })

  it('X6 may have the names of prototypes', async () => {
    const custom = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>
    const all = schemaOf((value) => ({ value }))
    const config = { identity: { attributes: all } }
    const odd = await createAccessScene({ claims: { custom }, config })
    const result = await odd.signIn({ ...ann, a: { polluted: true }, b: 'x' })
    if (result.kind !== 'login') throw new Error(result.kind)
    expect(Object.keys(result.login.identity.attributes).sort()).toEqual([
      '__proto__',
      'constructor',
    ])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('never come from a claim that merely has the own name', () => {
    const received = (sent: Record<string, JsonValue>) => ({
      ...{ issuer: 'i', subject: 's' },
      claims: new Map(Object.entries(sent).map(([name, value]) => [name, { value, source: 't' }])),
    })
    const mapping = { email: 'email', custom: { role: 'app_role' }, require: [] }
    const build = (sent: Record<string, JsonValue>) =>
      buildIdentity(received(sent), mapping, { verifiedDomains: [] })
    expect(build({ role: 'owner' }).attributes).not.toHaveProperty('role')
    expect(build({ role: 'owner' }).origin).not.toHaveProperty('attributes.role')
    expect(build({ role: 'owner', app_role: 'guest' }).attributes.role).toBe('guest')
  })
})

describe('the option identity', () => {
  it.each([[{}], [{ attributes: {} }], [{ attributes: { '~standard': { version: 2 } } }], ['x']])(
    'is refused where it is no schema: %j',
    (identity) => expect(configIssues({ identity })).toEqual(['identity.attributes']),
  )

  it('may be a function with the member, and has no others', () => {
    const type = Object.assign(() => {}, schema)
    expect(configIssues({ identity: { attributes: type } })).toEqual([])
    expect(configIssues({ identity: { attributes: schema, email: schema } })).toEqual([
      'identity.email',
    ])
  })
})
