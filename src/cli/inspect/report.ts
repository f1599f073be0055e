import type { CliAnswer } from '../answer.ts'
import { checkLines, type CliCheck, isWrong } from '../checks.ts'
import { jsonLine, wrapped } from '../text.ts'
import type { Fact, Inspection } from './inspection.ts'
import type { Kind } from './recognise.ts'
import { redacted, redactorOf } from './redact.ts'

export interface ReportOptions {
  readonly kind: Kind
  readonly connectionId: string | undefined
  /** When it was judged. */
  readonly now: Date
  readonly isJson: boolean
  readonly isRedacted: boolean
  readonly hasColors: boolean
}

const titles: Readonly<Record<Kind, string>> = {
  saml_response: 'SAML response',
  saml_metadata: 'SAML metadata',
  id_token: 'ID token',
  discovery: 'OpenID Connect discovery document',
  jwks: 'Key set (JWKS)',
}

/** Characters of one value, and values of one fact, that somebody reads. */
const MAX_VALUE_LENGTH = 500
const MAX_VALUES = 300
/** Claims and attributes of one file. */
const MAX_FACTS = 300

/** These failures depend on the time at which it is judged. */
const timeCodes: readonly string[] = [
  ...['saml_expired', 'saml_not_yet_valid', 'saml_metadata_expired'],
  ...['oidc_id_token_expired', 'oidc_id_token_not_yet_valid'],
]

/** What was found out, for people or for machines. */
export function inspectionAnswer(inspection: Inspection, options: ReportOptions): CliAnswer {
  const verdict = verdictOf(inspection)
  const shown = bounded(options.isRedacted ? hidden(inspection) : plain(inspection))
  const stdout = options.isJson ? asJson(shown, verdict, options) : asText(shown, verdict, options)
  return { exitCode: verdict === 'pass' ? 0 : 3, stdout, stderr: '' }
}

type Verdict = 'pass' | 'fail' | 'unknown'

/** Without these, everything else is what anybody may have written. */
const signatures: ReadonlySet<string> = new Set(['signature', 'id_token_signature'])

function verdictOf({ failure, checks }: Inspection): Verdict {
  if (failure !== undefined || checks.some(isWrong)) return 'fail'
  const isOpen = checks.some(({ name, status }) => signatures.has(name) && status === 'unknown')
  return isOpen ? 'unknown' : 'pass'
}

const sentences: Readonly<Record<Verdict, string>> = {
  pass: 'Nothing wrong was found.',
  fail: 'Something is wrong: see above.',
  unknown: 'Nothing wrong was found, but nobody knows who made it: its signature was not verified.',
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
}

interface Shown {
  readonly facts: readonly Fact[]
  readonly checks: readonly CliCheck[]
  readonly failure?: Failure
  readonly notes: readonly string[]
}

function plain({ facts, checks, failure, notes }: Inspection): Shown {
  if (!failure) return { facts, checks, notes: [...notes] }
  const { code, message } = failure
  // In the words of that provider's console, where its check has them.
  const hint = checks.find((check) => check.code === code)?.hint ?? failure.hint
  const note = 'Judge it at another time with --at, such as the one at which it was made.'
  const isOfTime = timeCodes.includes(code)
  return {
    ...{ facts, checks, failure: { code, message, hint } },
    notes: isOfTime ? [...notes, note] : notes,
  }
}

/** Whatever repeats a value that is about a person. */
function hidden(inspection: Inspection): Shown {
  const { facts, checks, failure, notes } = plain(inspection)
  const hide = redactorOf(facts)
  const hiddenCheck = (check: CliCheck): CliCheck => ({
    ...check,
    ...(check.message === undefined ? {} : { message: hide(check.message) }),
    ...(check.hint === undefined ? {} : { hint: hide(check.hint) }),
    ...(check.expected === undefined ? {} : { expected: hide(check.expected) }),
    ...(check.received === undefined ? {} : { received: hide(check.received) }),
    ...(check.suggestion === undefined ? {} : { suggestion: hide(check.suggestion) }),
  })
  return {
    facts: redacted(facts),
    checks: checks.map(hiddenCheck),
    ...(failure
      ? { failure: { ...failure, message: hide(failure.message), hint: hide(failure.hint) } }
      : {}),
    notes: notes.map(hide),
  }
}

function bounded({ facts, ...others }: Shown): Shown {
  const kept = facts.slice(0, MAX_FACTS).map(({ name, values, ...about }) => {
    const more = values.length - MAX_VALUES
    const cut = values.slice(0, MAX_VALUES).map(cutValue)
    return {
      ...about,
      name: cutValue(name),
      values: more > 0 ? [...cut, `… and ${more} more`] : cut,
    }
  })
  const left = facts.length - MAX_FACTS
  if (left <= 0) return { facts: kept, ...others }
  return { facts: kept, ...others, notes: [...others.notes, `${left} more were left out.`] }
}

const cutValue = (value: string): string =>
  value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value

function asJson(
  { facts, checks, failure, notes }: Shown,
  status: Verdict,
  { kind, connectionId, now }: ReportOptions,
): string {
  return jsonLine({
    kind,
    status,
    ...(connectionId === undefined ? {} : { connectionId }),
    judgedAt: now.toISOString(),
    facts: facts.map(({ name, values }) => ({ name, values })),
    checks,
    ...(failure ? { failure } : {}),
    notes,
  })
}

function asText(
  { facts, checks, failure, notes }: Shown,
  verdict: Verdict,
  { kind, connectionId, now, hasColors }: ReportOptions,
): string {
  const against = connectionId === undefined ? '' : `, held against ${connectionId}`
  const lines = [wrapped(`${titles[kind]}${against}, at ${now.toISOString()}`, '', '  '), '']
  for (const { name, values } of facts) {
    const [only = ''] = values
    if (values.length === 1) lines.push(wrapped(`${name}: ${only}`, '  ', '    '))
    else {
      lines.push(
        wrapped(`${name}: ${values.length === 0 ? '(no value)' : ''}`.trim(), '  ', '    '),
      )
      lines.push(...values.map((value) => wrapped(value, '    ', '      ')))
    }
  }
  if (facts.length > 0) lines.push('')
  const listed = checkLines(withoutFailure(checks, failure), hasColors).trimEnd()
  if (listed !== '') lines.push(listed, '')
  if (failure) {
    lines.push(wrapped(`Refused (${failure.code}): ${failure.message}`, '', '  '))
    lines.push(wrapped(failure.hint, '→ ', '  '))
  } else lines.push(wrapped(sentences[verdict], '', '  '))
  lines.push(...notes.map((note) => wrapped(note, 'Note: ', '  ')))
  return `${lines.join('\n')}\n`
}

/** What it was refused for is told once, below the list. */
function withoutFailure(
  checks: readonly CliCheck[],
  failure: Failure | undefined,
): readonly CliCheck[] {
  return checks.map((check) => {
    if (check.code === undefined || check.code !== failure?.code) return check
    const { code: _code, hint, ...rest } = check
    return hint === undefined || hint === failure.hint ? rest : { ...rest, hint }
  })
}
