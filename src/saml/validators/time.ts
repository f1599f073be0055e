import { printable } from '../../errors.ts'
import { parseInstant } from '../instant.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { ValidationContext } from './context.ts'

type Clock = Pick<ValidationContext, 'now' | 'toleranceSeconds'>

/** `NotBefore <= now` (rule S15); absent is as good as long ago. */
export function checkNotBefore(
  path: string,
  text: string | undefined,
  { now, toleranceSeconds }: Clock,
): SamlIssue[] {
  if (text === undefined) return []
  const instant = parseInstant(text)
  if (!instant) return [malformedTime(path, text)]
  const early = secondsBetween(now, instant)
  if (early <= toleranceSeconds) return []
  const message = `${path} is ${seconds(early)} in the future by this server’s clock, which reads ${now.toISOString()}.`
  return [issue('saml_not_yet_valid', path, message, { detail: facts(text, early) })]
}

/** `now < NotOnOrAfter` (rule S15). */
export function checkNotOnOrAfter(
  path: string,
  text: string | undefined,
  { now, toleranceSeconds }: Clock,
): SamlIssue[] {
  if (text === undefined) return []
  const instant = parseInstant(text)
  if (!instant) return [malformedTime(path, text)]
  const late = secondsBetween(instant, now)
  if (late < toleranceSeconds) return []
  const message = `${path} was ${seconds(late)} ago by this server’s clock, which reads ${now.toISOString()}.`
  return [issue('saml_expired', path, message, { detail: facts(text, late) })]
}

/** Refuses what was issued too long ago where nothing else limits a message's life. */
export function checkAge(
  path: string,
  text: string,
  maxAgeSeconds: number,
  { now, toleranceSeconds }: Clock,
): SamlIssue[] {
  const instant = parseInstant(text)
  // What is no instant is reported by the check that it is not in the future.
  if (!instant) return []
  const age = secondsBetween(instant, now)
  if (age < maxAgeSeconds + toleranceSeconds) return []
  const message = `${path} was ${seconds(age)} ago; ${seconds(maxAgeSeconds)} are allowed.`
  return [issue('saml_expired', path, message, { detail: facts(text, age) })]
}

function malformedTime(path: string, text: string): SamlIssue {
  const message = `${path} is no xs:dateTime with time zone: ${printable(text) || '(none)'}.`
  return issue('saml_time_malformed', path, message)
}

function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000
}

function seconds(count: number): string {
  return `${Math.ceil(count)} seconds`
}

function facts(received: string, off: number) {
  return { received: printable(received), secondsOff: Math.ceil(off) }
}
