/** What ssokit may call. Default: public https hosts on ports 443, 8443 and 9031. */
export interface NetworkPolicy {
  /**
   * On-premises identity providers by name: `idp.corp.example` (any allowed port) or
   * `idp.corp.example:10443` (this port too). Only these may resolve to private addresses.
   */
  readonly privateHosts?: readonly string[]
  /** Allowed ports besides those named in `privateHosts`. Default 443, 8443, 9031. */
  readonly ports?: readonly number[]
  /** Deadline over a whole exchange: resolution, connection and body. Default 10,000 ms, at most 60,000. */
  readonly timeoutMilliseconds?: number
  /** Largest answer after decompression. Default 1,048,576 bytes, at most 16 MiB. */
  readonly maxBytes?: number
  /** Requests under way at once per connection; further ones wait. Default 8. */
  readonly concurrency?: number
}

/** One outgoing request. The body of the answer is already read, within all limits. */
export type GuardedFetch = (url: string, init?: GuardedRequest) => Promise<Response>

/** A request as providers make it, through the one guard for what goes out. */
export interface GuardedRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | URLSearchParams | null | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * Which media types the answer may have. Default `json` (rule N3). `page` is whatever a browser would
   * get: any type, and a redirect too, which is reported and never followed.
   */
  readonly accept?: 'json' | 'userinfo' | 'xml' | 'dns' | 'page'
}
