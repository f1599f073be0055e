/** The little of npm `oidc-provider` that the tests use; it brings no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  export class Provider {
    constructor(issuer: string, configuration: object)
    callback(): RequestListener
    /** Whether it believes what a proxy in front says of scheme and host. */
    proxy: boolean
  }
}
