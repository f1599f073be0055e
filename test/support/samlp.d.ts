/** The little of npm `samlp` that the tests use; it brings no types of its own. */
declare module 'samlp' {
  import type { RequestHandler } from 'express'

  export function getSamlResponse(
    options: object,
    user: object,
    callback: (error: Error | null, response: string) => void,
  ): void
  export function auth(options: object): RequestHandler
  export function metadata(options: object): RequestHandler
  export function logout(options: object): RequestHandler
  export function parseRequest(
    request: object,
    options: object,
    callback: (error: Error | null, data?: { readonly issuer?: string }) => void,
  ): void
}

declare module 'samlp/lib/sessionParticipants/index.js' {
  const SessionParticipants: new (participants: object[]) => object
  export default SessionParticipants
}
