import { unicodeLabel } from './punycode.ts'

/** The scripts in everyday use (UAX 31, table 5). */
const scripts = [
  ...[
    'Arabic',
    'Armenian',
    'Bengali',
    'Bopomofo',
    'Cyrillic',
    'Devanagari',
    'Ethiopic',
    'Georgian',
  ],
  ...[
    'Greek',
    'Gujarati',
    'Gurmukhi',
    'Han',
    'Hangul',
    'Hebrew',
    'Hiragana',
    'Kannada',
    'Katakana',
  ],
  ...['Khmer', 'Lao', 'Latin', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
  ...['Thaana', 'Thai', 'Tibetan'],
]

/** Scripts that are written together: level “highly restrictive” of UTS 39, section 5.2. */
const together = [
  ...scripts.map((script) => [script]),
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map((set) => {
  const members = set.map((script) => String.raw`\p{scx=${script}}`).join('')
  return new RegExp(String.raw`^[${members}\p{sc=Common}\p{sc=Inherited}]*$`, 'u')
})

/**
 * Tells whether a label mixes scripts that nobody writes together, such as a Cyrillic letter among
 * Latin ones (rule D1). Labels wholly of one script pass, whatever they look like.
 *
 * @param domain in A-labels
 */
export function hasMixedScripts(domain: string): boolean {
  return domain.split('.').some((label) => {
    const text = unicodeLabel(label)
    return !together.some((pattern) => pattern.test(text))
  })
}
