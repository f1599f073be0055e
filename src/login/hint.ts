/** Longer hints are dropped: they come from addresses that anybody can write (rule F5). */
const MAX_HINT_LENGTH = 320

/** A hint about who signs in, unless it cannot be right. */
export function usableHint(hint: string | undefined): string | undefined {
  const isUsable = hint !== undefined && hint.length <= MAX_HINT_LENGTH && !/\p{Cc}/u.test(hint)
  return isUsable ? hint : undefined
}
