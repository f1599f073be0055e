import { connections } from './connections.ts'
import { consoles } from './consoles.ts'
import { errors } from './errors.ts'
import { oidc } from './oidc.ts'
import { oidcErrors } from './oidc-errors.ts'
import { saml } from './saml.ts'
import { samlErrors } from './saml-errors.ts'

/** English sentences of checks, errors and tests, and what they are in German. */
export const findings: Readonly<Record<string, string>> = {
  ...errors,
  ...oidcErrors,
  ...samlErrors,
  ...consoles,
  ...oidc,
  ...saml,
  ...connections,
}
