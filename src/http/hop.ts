import { SsoError } from '../errors.ts'
import type { InboundMessage, SsoProvider } from '../types/provider.ts'
import { postPage } from './pages.ts'
import { isSameOrigin } from './same-origin.ts'

/** Marks the second post, so that there is no third. */
const HOP_PARAMETER = 'ssokit_hop'

/** Only what was posted, and only once. */
export function canHop(message: InboundMessage): boolean {
  return message.method === 'POST' && !isSecondHop(message)
}

export function isSecondHop({ parameters }: InboundMessage): boolean {
  return parameters.has(HOP_PARAMETER)
}

/**
 * A page that posts the same answer again to the same address, now from our own site: some browsers
 * keep cookies back from a post of another site, whatever the cookie says (rule F7). Nothing of the
 * answer is read for it.
 *
 * @param address of this request, its origin taken from the configuration
 * @param provider whose answer it is: nothing but its parameters is posted again
 */
export function hopPage(
  address: string,
  { parameters }: InboundMessage,
  { answerParameters }: Pick<SsoProvider, 'answerParameters'>,
  request: Request,
): Response {
  const fields = answerParameters.flatMap((name) => {
    const value = parameters.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const all = { ...Object.fromEntries(fields), [HOP_PARAMETER]: '1' }
  const response = postPage(address, all, request)
  // Without a referrer the browser would not say where the second post comes from.
  response.headers.set('referrer-policy', 'same-origin')
  return response
}

/**
 * The second post must come from our own page: a foreign one could otherwise skip the first.
 *
 * @throws {SsoError} `login_flow_missing`
 */
export function checkHop(message: InboundMessage, request: Request, baseUrl: string): void {
  if (!isSecondHop(message)) return
  if (!isSameOrigin(request, baseUrl)) {
    throw new SsoError('login_flow_missing', {
      message: 'An answer that was posted a second time did not come from our own page.',
    })
  }
}
