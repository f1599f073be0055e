/** One TXT record: a text, cut into chunks of 255 where it is longer, or its chunks. */
export type TestTxt = string | readonly string[]

/** What a test server says about one name. */
export type TestDnsEntry =
  /** Its TXT records; with none of them the name exists all the same. */
  | { readonly txt: readonly TestTxt[]; readonly spelling?: 'upper' }
  | { readonly cname: string; readonly spelling?: 'upper' }
  /** What goes wrong: an error code of DNS, no answer at all, or one that is no DNS message. */
  | { readonly failure: 'SERVFAIL' | 'REFUSED' | 'silence' | 'garbage' }

/** Entries by name: lower case, without the last dot. `*.example.com` answers for names below. */
export type TestDnsZone = Readonly<Record<string, TestDnsEntry>>

/** Names and what is said about them. Changes show at once. */
export type Names = Map<string, TestDnsEntry>

/** An entry, an empty one where names below exist, or the nearest wildcard (RFC 4592). */
export function findEntry(names: Names, name: string): TestDnsEntry | undefined {
  const exact = names.get(name)
  if (exact) return exact
  if ([...names.keys()].some((other) => other.endsWith(`.${name}`))) return { txt: [] }
  const labels = name.split('.')
  for (let cut = 1; cut < labels.length; cut += 1) {
    const ancestor = labels.slice(cut).join('.')
    const wildcard = names.get(`*.${ancestor}`)
    if (wildcard) return wildcard
    // A wildcard ends where a name exists (RFC 4592 section 3.3.1).
    if (names.has(ancestor)) return undefined
  }
  return undefined
}
