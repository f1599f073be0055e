import type { MockState } from './state.ts'

/**
 * Checks who calls the token endpoint (RFC 6749 section 2.3.1): one method only, and in the header
 * both halves are form-encoded before they are joined.
 */
export function isClient(state: MockState, headers: Headers, body: URLSearchParams): boolean {
  const { clientId, clientSecret, clientAuthentication: methods } = state
  const header = headers.get('authorization')
  if (header !== null) {
    if (body.has('client_secret') || !methods.includes('client_secret_basic')) return false
    const bodyId = body.get('client_id') ?? clientId
    const [id, secret] = basicCredentials(header) ?? []
    return id === clientId && secret === clientSecret && bodyId === clientId
  }
  if (body.get('client_id') !== clientId) return false
  if (!body.has('client_secret')) return methods.includes('none')
  return methods.includes('client_secret_post') && body.get('client_secret') === clientSecret
}

function basicCredentials(header: string): [string, string] | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = atob(encoded)
  const colon = text.indexOf(':')
  // What form-encoding leaves as it is (URL standard); everything else must be escaped.
  if (colon < 0 || !/^[\w.*+%-]*:[\w.*+%-]*$/.test(text)) return undefined
  return [formDecode(text.slice(0, colon)), formDecode(text.slice(colon + 1))]
}

function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? ''
}
