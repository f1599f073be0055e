import type { EncryptionOrder } from './encrypt.ts'
import { insertAfter, replaceAt } from './tree.ts'
import type { ResponsePlan, SignedPart, Variation } from './variation.ts'
import { element, type MockElement, raw } from './xml.ts'

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

/** Markup in the Extensions of a response that nobody signed; its assertion is signed. */
export function inUnsignedExtensions(content: string): Pick<Variation, 'plan' | 'message'> {
  return {
    plan: assertionOnly,
    message: (response) =>
      insertAfter(response, 'saml:Issuer', element('samlp:Extensions', {}, raw(content))),
  }
}

/** @param signs default: the assertion alone */
export function encryptedWith(
  rule: string,
  description: string,
  changes: Partial<EncryptionOrder> = {},
  signs: readonly SignedPart[] = ['assertion'],
): Variation {
  return {
    rule,
    description,
    plan: ({ defaultEncryption }) => ({
      signs,
      encryption: { ...defaultEncryption, ...changes },
    }),
  }
}

/** Somebody else's address that begins like this one. */
export const elongated = (address: string | undefined): string =>
  `${address ?? ''}.attacker.example.net`
