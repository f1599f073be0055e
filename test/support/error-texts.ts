import { errorTable } from '../../src/error-table.ts'
import { oidcErrors } from '../../src/oidc/error-table.ts'
import { samlErrors } from '../../src/saml/error-table.ts'

/** What is fixed about every error code, whoever brings its texts. */
export const errorTexts = { ...errorTable, ...oidcErrors, ...samlErrors }
