import { assertionOf, responseOf } from './compose.ts'
import { encrypted } from './encrypt.ts'
import { randomId } from './facts.ts'
import { sharedKeyPair } from './keys.ts'
import { base64, signed } from './sign.ts'
import type { Kit, MockExpectations, ResponsePlan, SignedPart, Variation } from './variation.ts'
import { writeXml } from './write.ts'
import type { MockElement } from './xml.ts'

export interface MadeResponse {
  /** The form value. */
  readonly samlResponse: string
  readonly bytes: Uint8Array
  readonly expected: MockExpectations
  readonly plan: ResponsePlan
}

/** Makes a response step by step, with every variation taking part in each step. */
export function makeResponse(
  start: ResponsePlan,
  variations: readonly Variation[] = [],
): MadeResponse {
  const plan = variations.reduce(planned, start)
  const kit = kitFor(plan)
  const step = <Value>(value: Value, apply: (variation: Variation, value: Value) => Value): Value =>
    variations.reduce((current, variation) => apply(variation, current), value)

  const sign = (part: SignedPart, unsigned: MockElement): MockElement => {
    if (!plan.signs.includes(part)) return unsigned
    const order = step(plan.signature, (variation, current) => ({
      ...current,
      ...variation.signature?.(current, part, kit),
    }))
    return signed(unsigned, order)
  }

  const unsigned = step(assertionOf(plan.facts), (variation, assertion) => {
    return variation.assertion?.(assertion, kit) ?? assertion
  })
  const assertion = step(sign('assertion', unsigned), (variation, current) => {
    return variation.signedAssertion?.(current, kit) ?? current
  })
  const content = plan.encryption ? encrypted(assertion, plan.encryption) : assertion
  const response = step(responseOf(plan.facts, contentsOf(plan, content)), (variation, current) => {
    return variation.response?.(current, kit) ?? current
  })
  const message = step(sign('response', response), (variation, current) => {
    return variation.message?.(current, kit) ?? current
  })
  const xml = step(writeXml(message), (variation, text) =>
    different(variation, text, variation.text?.(text, kit)),
  )
  const bytes = step<Uint8Array>(new TextEncoder().encode(xml), (variation, current) =>
    different(variation, current, variation.bytes?.(current)),
  )
  const samlResponse = step(base64(bytes), (variation, form) =>
    different(variation, form, variation.form?.(form, kit)),
  )
  return { samlResponse, bytes, expected: plan.expected, plan }
}

/** What looks for text that another variation took away must not silently do nothing. */
function different<Value>({ description }: Variation, before: Value, after?: Value): Value {
  if (after === before) throw new Error(`this does nothing here: ${description}`)
  return after ?? before
}

/** Errors come without an assertion. */
function contentsOf({ facts }: ResponsePlan, content: MockElement): MockElement[] {
  return facts.statusCode === 'Success' ? [content] : []
}

function planned(plan: ResponsePlan, variation: Variation): ResponsePlan {
  const changed = { ...plan, ...variation.plan?.(plan) }
  const facts = { ...changed.facts, ...variation.facts?.(changed.facts, changed) }
  return { ...changed, facts }
}

function kitFor(plan: ResponsePlan): Kit {
  return {
    plan,
    forged: (changes = {}) =>
      assertionOf({ ...plan.facts, ...mallory, assertionId: randomId(), ...changes }),
    sign: (unsigned, changes = {}) => signed(unsigned, { ...plan.signature, ...changes }),
    strangerKey: () => sharedKeyPair('stranger'),
  }
}

/** Who is never signed in: whoever lets them in has read something that nobody signed. */
const mallory = {
  nameId: 'mallory@example.com',
  attributes: { email: ['mallory@example.com'], firstName: ['Mallory'], groups: ['admins'] },
}
