import { replaceAt } from './tree.ts'
import type { ResponsePlan, Variation } from './variation.ts'
import type { MockElement } from './xml.ts'

/*
 * Steps that many variations have in common.
 */

export const assertionOnly = (): Partial<ResponsePlan> => ({ signs: ['assertion'] })
export const responseOnly = (): Partial<ResponsePlan> => ({ signs: ['response'] })

/** The signature of the assertion, as somebody changes it who has no key. */
export function changesSignature(
  change: (signature: MockElement) => MockElement,
): Pick<Variation, 'plan' | 'message'> {
  return {
    plan: assertionOnly,
    message: (response) => replaceAt(response, 'saml:Assertion/ds:Signature', change),
  }
}
