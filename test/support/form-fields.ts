/** The fields of a form as parsers give them: repeated ones as lists. */
export function fieldsOf(form: string): Record<string, string | readonly string[]> {
  const search = new URLSearchParams(form)
  const names = [...new Set(search.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = search.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}
