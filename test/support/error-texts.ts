import { SsoError, type SsoErrorCode, type SsoErrorOptions } from '../../src/errors.ts'
import { accessErrors } from '../../src/access/error-table.ts'
import { adminErrors } from '../../src/admin/error-table.ts'
import { networkErrors } from '../../src/http/network/error-table.ts'
import { identityErrors } from '../../src/identity/error-table.ts'
import { connectionErrors } from '../../src/connection/error-table.ts'
import { domainErrors } from '../../src/domain/error-table.ts'
import { errorTable } from '../../src/error-table.ts'
import { logoutErrors } from '../../src/logout/error-table.ts'
import { oidcErrors } from '../../src/oidc/error-table.ts'
import { sessionErrors } from '../../src/session/error-table.ts'
import { samlErrors } from '../../src/saml/error-table.ts'

/** What is fixed about every error code, whoever brings its texts. */
export const errorTexts = {
  ...errorTable,
  ...connectionErrors,
  ...identityErrors,
  ...networkErrors,
  ...accessErrors,
  ...domainErrors,
  ...adminErrors,
  ...logoutErrors,
  ...oidcErrors,
  ...samlErrors,
  ...sessionErrors,
}

/** An error of any area, as the area itself makes it. */
export const anyError = (code: SsoErrorCode, options: SsoErrorOptions = {}): SsoError =>
  new SsoError(code, { ...options, entry: errorTexts[code] })
