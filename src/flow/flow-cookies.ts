import { isEqualConstantTime } from '../crypto/compare.ts'
import type { Sealer } from '../crypto/seal.ts'
import { SsoError } from '../errors.ts'
import { readCookies } from '../http/cookies.ts'
import type { BrowserCookie } from '../types/login.ts'
import {
  type Flow,
  flowCookie,
  flowCookieName,
  flowCookiePrefix,
  flowExpiry,
  flowId,
  MAX_COOKIE_BYTES,
  MAX_OPEN_FLOWS,
  openFlow,
  sealFlow,
} from './flow.ts'

/** Flow cookies beyond this number are cleared unread: nobody has that many tabs open honestly. */
const MAX_COOKIES_READ = 20

/** The browser's side of flows: which are open, how one is added, found and cleared. */
export interface FlowCookies {
  /**
   * Cookies that open a flow, and that close the oldest ones beyond five.
   * A `returnTo` that does not fit loses its query and fragment first, then becomes `/`.
   */
  open(flow: Flow, request?: Request): Promise<BrowserCookie[]>
  /** @throws {SsoError} `login_flow_missing` */
  find(request: Request, handle: string): Promise<Flow>
  /** The open flow whose request has this id; `undefined` where this browser has none. */
  findRequest(request: Request, id: string): Promise<Flow | undefined>
  /** The cookie that closes a flow. */
  close(flow: Flow): Promise<BrowserCookie>
}

export function flowCookies(core: {
  readonly sealer: Sealer
  readonly config: { readonly baseUrl: string; clock(): Date }
}): FlowCookies {
  const { sealer } = core
  const { baseUrl, clock } = core.config
  const isSecureOrigin = baseUrl.startsWith('https:')
  const prefix = flowCookiePrefix(isSecureOrigin)
  const epoch = new Date(0)

  const expired = (id: string, answer: Flow['answer']): BrowserCookie =>
    flowCookie({ id, sealed: '', expires: epoch, isSecureOrigin, answer })

  const surplus = async (request: Request): Promise<BrowserCookie[]> => {
    const ours = readCookies(request).filter(([name]) => name.startsWith(prefix))
    const opened = await Promise.all(
      ours.slice(0, MAX_COOKIES_READ).map(async ([name, value]) => ({
        id: name.slice(prefix.length),
        flow: await openFlow(sealer, value),
      })),
    )
    // Later in the header is newer, where two began in the same instant.
    const open = opened
      .toReversed()
      .flatMap(({ id, flow }) =>
        flow && flow.baseUrl === baseUrl && flowExpiry(flow) > clock()
          ? [{ id, startedAt: flow.startedAt, answer: flow.answer }]
          : [],
      )
      .sort((left, right) => right.startedAt - left.startedAt)
    const unread = ours.slice(MAX_COOKIES_READ).map(([name]) => name.slice(prefix.length))
    return [
      ...open.slice(MAX_OPEN_FLOWS - 1).map(({ id, answer }) => expired(id, answer)),
      ...unread.filter((id) => /^[\w-]{1,64}$/.test(id)).map((id) => expired(id, 'redirect')),
    ]
  }

  return {
    async open(flow, request) {
      const id = await flowId(flow.handle)
      const room = MAX_COOKIE_BYTES - flowCookieName(id, isSecureOrigin).length
      for (const returnTo of [flow.returnTo, withoutQuery(flow.returnTo), '/']) {
        const sealed = await sealFlow(sealer, { ...flow, returnTo })
        if (sealed.length > room) continue
        const expires = flowExpiry(flow)
        const opened = flowCookie({ id, sealed, expires, isSecureOrigin, answer: flow.answer })
        return request ? [opened, ...(await surplus(request))] : [opened]
      }
      throw new SsoError('internal_error', { message: 'The flow record does not fit a cookie.' })
    },

    async find(request, handle) {
      const name = flowCookieName(await flowId(handle), isSecureOrigin)
      for (const [candidate, value] of readCookies(request)) {
        const flow = candidate === name ? await openFlow(sealer, value) : undefined
        if (flow) return flow
      }
      throw new SsoError('login_flow_missing')
    },

    async findRequest(request, id) {
      const ours = readCookies(request).filter(([name]) => name.startsWith(prefix))
      for (const [, value] of ours.slice(0, MAX_COOKIES_READ)) {
        const flow = await openFlow(sealer, value)
        if (flow?.request !== undefined && isEqualConstantTime(flow.request, id)) return flow
      }
      return undefined
    },

    async close(flow) {
      return expired(await flowId(flow.handle), flow.answer)
    },
  }
}

function withoutQuery(target: string): string {
  return target.split(/[?#]/)[0] ?? '/'
}
