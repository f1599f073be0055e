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
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map(Number)
  const [fraction = '', sign, zoneHours, zoneMinutes] = match.slice(7)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // A month or day that does not exist runs over into another month.
  if (date.getUTCMonth() !== month - 1) return undefined
  date.setUTCHours(hours, minutes, seconds, Number(fraction.slice(0, 3).padEnd(3, '0')))
  if (sign === undefined) return date
  const offset = Number(zoneHours) * 60 + Number(zoneMinutes)
  if (Number(zoneMinutes) > 59 || offset > MAX_ZONE_MINUTES) return undefined
  return new Date(date.getTime() - (sign === '+' ? offset : -offset) * MINUTE_MS)
}
