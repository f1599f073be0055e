import { isSsoError, type SsoError } from '../errors.ts'

/** What became of a step that may fail. */
export type Attempt<Result> = { readonly value: Result } | { readonly error: SsoError }

/** Runs a step and takes our own errors for its finding; a mistake in the code stays an exception. */
export async function attempt<Result>(step: () => Promise<Result>): Promise<Attempt<Result>> {
  try {
    return { value: await step() }
  } catch (error) {
    if (!isSsoError(error)) throw error
    return { error }
  }
}
