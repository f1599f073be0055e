/*
 * The journal keeps the newest entries of every `connectionId`. Failures that anybody can cause are
 * counted apart from the rest, so that no flood of them pushes out what really happened.
 */

/** `~` occurs in no connection id. */
const UNVERIFIED = '~unverified'

/** Under which ids the entries of a connection are kept. */
export const ringsOf = (connectionId: string): readonly [string, string] => [
  connectionId,
  connectionId + UNVERIFIED,
]
