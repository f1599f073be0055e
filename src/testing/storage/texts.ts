/** Texts that careless encodings, quoting and patterns spoil. */
export const awkwardTexts: readonly string[] = [
  '',
  ' ',
  ' leading and trailing ',
  'line\r\nbreaks\n',
  'NUL \u0000 in the middle',
  '\u0000',
  `'single' "double" \`back\``,
  String.raw`back\slash \\ \' \0 \x00 \u0000`,
  '100% _ * ? [a-z] $1 :name @p0 {0}',
  `'; drop table connections; --`,
  'null',
  '0',
  '{"__proto__":{"isAdmin":true}}',
  'e\u0301 \u00E9 \uFB00 ff',
  '😀 👩‍👩‍👧 𝒮𝒮𝒪 \u{10FFFF}',
  '\uFEFF\u200F\u202Eright to left',
]

/** The same and one of 64 kB, for what is stored but never looked up. */
export const awkwardValues: readonly string[] = [
  ...awkwardTexts,
  '64 kB of text: '.padEnd(65_536, 'ä😀'),
]

/** One code unit short of the longest identifier. */
const long = 'k'.repeat(511)

/** Identifiers that are all different, though databases often take some of them for equal. */
export const distinctIds: readonly string[] = [
  ...['a', 'A', 'a ', ' a', 'a\t', 'a\n', 'a\u0000', 'a\u0000b', 'a\u0000c', 'a\u200B'],
  ...['e', 'é', 'e\u0301', 'ff', 'ﬀ', 'ｅ', 'ß', 'ss', 'ẞ', 'i', 'I', 'ı', 'İ', 'ø', 'o'],
  ...['😀', '😁', '𝒮', 'S', '%', '_', '*', '?', '\\', '\\\\', "'", "''", '"', '`'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'],
  ...['null', 'undefined', 'true', '0', '00', '1', '1.0', '1e0', '-0', 'NaN'],
  ...[`' or 1=1 --`, '$1', ':id', '{}', '[]', 'a:b', 'a', 'a/b', 'a|b', 'a,b', '../a'],
  ...[`${long}1`, `${long}2`, long, '😀'.repeat(256), `${'😀'.repeat(255)}😁`],
].filter((id, index, ids) => ids.indexOf(id) === index)
