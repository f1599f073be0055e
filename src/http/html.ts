/** Markup that was escaped, or that ssokit wrote itself. */
export interface Html {
  readonly markup: string
}

type HtmlPart = string | number | Html | readonly Html[] | undefined | false

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for element content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map((piece) => piece.markup).join('')
}

/** The one way to write HTML: everything that is put in is escaped. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = literals.reduce(
    (text, literal, index) => text + render(parts[index - 1]) + literal,
  )
  return { markup }
}
