/** The little of npm `samlp` that the tests use; it brings no types of its own. */
declare module 'samlp' {
  export function getSamlResponse(
    options: object,
    user: object,
    callback: (error: Error | null, response: string) => void,
  ): void
}
