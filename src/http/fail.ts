import type { SsoError } from '../errors.ts'

/**
 * The answer to an error: the host's own page where it has one, else that of `pageOf`, by default the one
 * of sign-ins.
 */
export type Fail<Context> = (
  error: unknown,
  request: Request,
  context: Context,
  pageOf?: (error: SsoError, correlationId: string) => Response,
) => Promise<Response>
