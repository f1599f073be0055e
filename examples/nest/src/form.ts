/** As a form sends it; who sends a field twice sends nothing. */
export type Form = Readonly<Record<string, unknown>>

export function textOf(form: Form, path: string): string {
  const value = form[path]
  return typeof value === 'string' ? value.trim() : ''
}
