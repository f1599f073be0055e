import { assertionProblem } from './assertion.ts'
import type { MockState } from './state.ts'

/**
 * Checks who calls an endpoint that is for clients (RFC 6749 section 2.3): one method only, and one
 * that the provider takes.
 *
 * @returns what is wrong, or `undefined`
 */
export async function clientProblem(
  state: MockState,
  request: Pick<Request, 'headers' | 'url'>,
  body: URLSearchParams,
): Promise<string | undefined> {
  const header = request.headers.get('authorization')
  const proofs = [header !== null, body.has('client_secret'), body.has('client_assertion')]
  if (proofs.filter(Boolean).length > 1) return 'Two methods at once.'
  if (body.has('client_assertion')) {
    if (!state.clientAuthentication.includes('private_key_jwt')) return 'No assertions here.'
    if (body.get('client_id') !== state.clientId) return 'client_id is wrong'
    return assertionProblem(state, body, request.url)
  }
  return isClient(state, header, body) ? undefined : 'Unknown client, or a wrong secret.'
}

export type ExpectedClient = Pick<MockState, 'clientId' | 'clientSecret' | 'clientAuthentication'>

/** RFC 6749 section 2.3.1: in the header both halves are form-encoded before they are joined. */
export function isClient(
  { clientId, clientSecret, clientAuthentication: methods }: ExpectedClient,
  header: string | null,
  body: URLSearchParams,
): boolean {
  if (header !== null) {
    if (!methods.includes('client_secret_basic')) return false
    const bodyId = body.get('client_id') ?? clientId
    const [id, secret] = basicCredentials(header) ?? []
    return id === clientId && secret === clientSecret && bodyId === clientId
  }
  if (body.get('client_id') !== clientId) return false
  if (!body.has('client_secret')) return methods.includes('none')
  return methods.includes('client_secret_post') && body.get('client_secret') === clientSecret
}

export function basicCredentials(header: string): [string, string] | undefined {
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
