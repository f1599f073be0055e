import { isSsoError } from '../errors.ts'

/**
 * Puts what is known of the vendor's own words into the error that work ends with. They fill pages
 * and are needed only where something fails, so they are loaded then.
 */
export async function explained<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!isSsoError(error) || typeof error.detail?.error !== 'string') throw error
    const { vendorError } = await import('./vendors/errors.ts')
    throw vendorError(error) ?? error
  }
}
