import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import type { GuardedFetch } from '../types/network.ts'

/** What oauth4webapi needs to send its requests through our guard (rule N1). */
export interface Transport {
  readonly fetch: GuardedFetch
  allowsHttp(url: string): boolean
}

export interface RequestOptions {
  [customFetch]: (url: string, options: FetchOptions) => Promise<Response>
  [allowInsecureRequests]: boolean
}

interface FetchOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** @param url of the endpoint: plain http is told to oauth4webapi only where the guard allows it */
export function requestOptions(transport: Transport, url: string): RequestOptions {
  return {
    [allowInsecureRequests]: transport.allowsHttp(url),
    [customFetch]: (address, { method, headers, body, signal }) =>
      transport.fetch(address, {
        ...(method === undefined ? {} : { method }),
        ...(headers === undefined ? {} : { headers }),
        ...(body instanceof URLSearchParams ? { body } : {}),
        ...(signal === undefined ? {} : { signal }),
      }),
  }
}
