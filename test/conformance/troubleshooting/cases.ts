import { applicationCases } from './cases-application.ts'
import { oidcCases } from './cases-oidc.ts'
import { samlCases } from './cases-saml.ts'

/**
 * A misconfiguration that occurs in the field. It is a row of docs/troubleshooting.md, and a test of
 * this folder brings it about and finds it recognised.
 */
export interface TroubleCase {
  /** Of the row, and of what brings it about. */
  readonly id: string
  /** The acceptance seed that asks for it. */
  readonly seed?: string
  readonly problem: string
  /** Codes of errors and names of checks by which it shows, the latter as `check issuer`. */
  readonly symptoms: readonly string[]
  /** What to do. */
  readonly fix: string
  /** Fields and words that our hints must name, and the page too. */
  readonly names: readonly string[]
}

export const sections: readonly {
  readonly title: string
  readonly cases: readonly TroubleCase[]
}[] = [
  { title: 'OpenID Connect', cases: oidcCases },
  { title: 'SAML', cases: samlCases },
  { title: 'Application and network', cases: applicationCases },
]
