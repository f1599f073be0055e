/**
 * Whether a text is an absolute address. `URL.canParse` is not asked: on Node 20 its optimised form
 * refuses hosts with Latin-1 letters, which are valid and which `new URL` reads.
 */
export function isUrl(text: string, base?: string | URL): boolean {
  return parseUrl(text, base) !== undefined
}

/** The address, relative ones to `base`, or `undefined` for what is none. */
function parseUrl(text: string, base?: string | URL): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
