import { baseUrl, secretA } from '../harness.ts'

/** What all processes of one host have in common. */
export const hostSettings = {
  baseUrl,
  secrets: [secretA],
  // These tests are not about the gates.
  activation: { requires: [] },
} as const

/** Whoever the provider sends gets an account. */
export const openAccess = { provisioning: 'jit', emailDomains: 'any' } as const
