import { readBody } from '../http/message.ts'
import { SsoError } from '../errors.ts'

/** More fields than any page of ours has. */
const MAX_FIELDS = 500
const AMPERSAND = 0x26

/** What was sent with a form. */
export interface FormValues {
  /** Trimmed; empty where the field was not sent. */
  text(name: string): string
  /** As it was typed or uploaded. */
  raw(name: string): string | undefined
  all(name: string): readonly string[]
  has(name: string): boolean
  names(): readonly string[]
}

/**
 * Reads a form of ours, with or without an uploaded file. A file counts as the text in it.
 *
 * @throws {SsoError} `request_media_type_refused`, `request_too_large`, `request_malformed`
 */
export async function readForm(request: Request): Promise<FormValues> {
  const contentType = request.headers.get('content-type') ?? ''
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded' && mediaType !== 'multipart/form-data') {
    throw new SsoError('request_media_type_refused')
  }
  const bytes = await readBody(request)
  // Counted before they are parsed: half a million empty fields fit into 1 MiB.
  if (mediaType !== 'multipart/form-data' && countOf(bytes, AMPERSAND) >= MAX_FIELDS) {
    throw tooMany()
  }
  let data: FormData
  try {
    data = await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw new SsoError('request_malformed', { message: 'The form cannot be read.', cause })
  }
  const values: [string, string][] = []
  for (const [name, value] of data) {
    if (values.length >= MAX_FIELDS) throw tooMany()
    values.push([name, typeof value === 'string' ? value : await value.text()])
  }
  return formValues(values)
}

const countOf = (bytes: Uint8Array, wanted: number): number =>
  bytes.reduce((count, byte) => (byte === wanted ? count + 1 : count), 0)

const tooMany = (): SsoError =>
  new SsoError('request_malformed', { message: 'The form has too many fields.' })

export function formValues(values: readonly (readonly [string, string])[]): FormValues {
  const byName = new Map<string, string[]>()
  for (const [name, value] of values) byName.set(name, [...(byName.get(name) ?? []), value])
  const all = (name: string) => byName.get(name) ?? []
  return {
    all,
    raw: (name) => all(name)[0],
    text: (name) => (all(name)[0] ?? '').trim(),
    has: (name) => byName.has(name),
    names: () => [...byName.keys()],
  }
}
