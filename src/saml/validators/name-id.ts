import type { NameIdFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { NameIdentifier } from '../types.ts'

const path = 'Assertion.Subject.NameID'

/** Spaces of Unicode, invisible characters and control characters: what XML calls white space is gone. */
const blankAtEdge = /^[\s\p{Z}\p{Cf}\p{Cc}]|[\s\p{Z}\p{Cf}\p{Cc}]$/u

/** One NameID that is not empty and does not look like another one (rule S25). */
export function checkNameId(nameId: NameIdFacts | undefined): SamlIssue[] {
  const value = nameId && trimXml(nameId.value)
  if (value === undefined || value === '') {
    const message = `The subject’s NameID is ${value === undefined ? 'missing' : 'empty'}.`
    return [issue('saml_name_id_missing', path, message)]
  }
  if (!blankAtEdge.test(value)) return []
  const message = 'The NameID begins or ends with an invisible character.'
  return [issue('saml_name_id_invalid', path, message)]
}

/** The checked NameID without the line breaks of pretty-printed XML. */
export function nameIdentifier({ value, ...qualifiers }: NameIdFacts): NameIdentifier {
  const { format, nameQualifier, spNameQualifier } = qualifiers
  return {
    nameId: trimXml(value),
    ...(format !== undefined && { nameIdFormat: format }),
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
  }
}

/** By hand: a regular expression takes quadratic time over blanks that do not end the text. */
function trimXml(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && xmlSpace.has(text[start] ?? '')) start++
  while (end > start && xmlSpace.has(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

/** XML 1.0 section 2.3, production 3. */
const xmlSpace: ReadonlySet<string> = new Set(['\t', '\n', '\r', ' '])
