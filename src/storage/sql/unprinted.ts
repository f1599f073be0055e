/**
 * Some clients put the values of a statement into their errors: sealed secrets, keys, names of people.
 * Errors end in logs, so this gives the error without them: what the driver threw in place of drizzle's
 * wrapper, whose message lists all parameters, and without the statement that mysql2 adds, which has
 * its values filled in.
 */
export function withoutValues(error: unknown): unknown {
  let innermost = error
  while (
    innermost instanceof Error &&
    innermost.cause instanceof Error &&
    ('params' in innermost || innermost.name === 'DrizzleError')
  ) {
    innermost = innermost.cause
  }
  if (innermost instanceof Error && 'sql' in innermost) delete innermost.sql
  return innermost
}
