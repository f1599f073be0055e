/** A piece of a guide's text. */
export type MarkupPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `[Save]`: a name in the identity provider's console, exactly as it is written there. */
  | { readonly kind: 'label'; readonly text: string }
  /** `` `groups` ``: to be typed exactly so. */
  | { readonly kind: 'code'; readonly text: string }
  /** `{redirect_uri}`: the id of a setup field, or `product`. */
  | { readonly kind: 'placeholder'; readonly id: string }

const token = /\[(?<label>[^[\]]+)\]|`(?<code>[^`]+)`|\{(?<id>[a-z_]+)\}/g

/** Takes a text of a guide apart. Pure. */
export function parseMarkup(text: string): readonly MarkupPart[] {
  const parts: MarkupPart[] = []
  let end = 0
  for (const match of text.matchAll(token)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    const { label, code, id } = match.groups ?? {}
    if (label !== undefined) parts.push({ kind: 'label', text: label })
    else if (code !== undefined) parts.push({ kind: 'code', text: code })
    else parts.push({ kind: 'placeholder', id: id ?? '' })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}
