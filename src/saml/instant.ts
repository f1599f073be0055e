const dateTime =
  /^(?!0000)(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/
const MINUTE_MS = 60_000

/** XML Schema part 2, section 3.2.7.3: zones reach 14 hours. */
const MAX_ZONE_MINUTES = 14 * 60

/**
 * Reads an xs:dateTime with a time zone, which rule S15 requires, and any number of fraction digits.
 * `undefined` for everything else: local times, leap seconds, 24:00:00, the 30th of February.
 */
export function parseInstant(text: string): Date | undefined {
  const match = dateTime.exec(text)
  if (!match) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const month = part(2) - 1
  if (part(4) > 23 || part(5) > 59 || part(6) > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(part(1), month, part(3))
  // A month or day that does not exist runs over into another month.
  if (date.getUTCMonth() !== month) return undefined
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  date.setUTCHours(part(4), part(5), part(6), milliseconds)
  const sign = match[8]
  if (sign === undefined) return date
  const offset = part(9) * 60 + part(10)
  if (part(10) > 59 || offset > MAX_ZONE_MINUTES) return undefined
  return new Date(date.getTime() - (sign === '+' ? offset : -offset) * MINUTE_MS)
}
