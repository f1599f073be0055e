import { samlError } from './error.ts'

/** A byte order mark, white space around it and around the document are what saving and pasting add. */
export function trimMetadata(xml: string): string {
  const text = xml.trim()
  if (isWebPage(text)) throw samlError('saml_metadata_html')
  return text
}

/** Also behind comments: browsers write “saved from url” there. */
function isWebPage(text: string): boolean {
  let rest = text
  for (;;) {
    const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : undefined
    const at = end === undefined ? -1 : rest.indexOf(end)
    if (end === undefined || at === -1) break
    rest = rest.slice(at + end.length).trimStart()
  }
  return /^<(?:!doctype\s+html|html[\s>])/i.test(rest)
}
