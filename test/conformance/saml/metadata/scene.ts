import { isSsoError, type SsoError } from '../../../../src/errors.ts'
import { parseIdpMetadata } from '../../../../src/saml/idp-metadata.ts'
import type { IdpMetadata, IdpMetadataOptions } from '../../../../src/saml/metadata.ts'

export const now = new Date('2027-01-01T00:00:00Z')

export function parse(xml: string, options: Partial<IdpMetadataOptions> = {}): IdpMetadata {
  return parseIdpMetadata(xml, { now, ...options })
}

/** The typed error of a refusal; anything else fails the test. */
export function refusalOf(run: () => unknown): SsoError {
  try {
    run()
  } catch (error) {
    if (isSsoError(error)) return error
    throw error
  }
  throw new Error('This was accepted.')
}
