/** Digits of a time in hexadecimal, so that ids sort by it until the year 10889. */
const TIME_DIGITS = 12

/** An id that sorts by its time; `random` tells entries of one millisecond apart. */
export function timeSortedId(prefix: string, at: Date, random: string): string {
  return `${prefix}_${at.getTime().toString(16).padStart(TIME_DIGITS, '0')}_${random}`
}
