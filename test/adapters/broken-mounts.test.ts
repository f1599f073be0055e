import express, { type Request as Req, type Response as Res } from 'express'
import { describe, expect, it } from 'vitest'
import { sendResponse, ssoRouter, toRequest } from '../../src/adapters/express.ts'
import { createSso, type Sso } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { type MountApp, mountCases, type MountParser } from '../../src/testing/index.ts'
import { startServer } from '../support/server.ts'

type Handle = (sso: Sso, req: Req, res: Res, next: () => void) => unknown

interface Broken {
  readonly handle?: Handle
  readonly parser?: MountParser
  /** Of the parser. */
  readonly limit?: string
  /** Cases that have to fail. */
  readonly fails: readonly string[]
}

const isOurs = (sso: Sso, { originalUrl }: Req) => originalUrl.startsWith(`${sso.basePath}/`)

/** Everything right but for what is changed. */
const mount =
  (change: {
    request?: (request: Request, req: Req) => Request
    response?: (response: Response) => Response
    send?: (response: Response, res: Res) => unknown
    isOurs?: typeof isOurs
  }): Handle =>
  async (sso, req, res, next) => {
    const { request = (same: Request) => same, response = (same: Response) => same } = change
    const { send = sendResponse } = change
    if (!(change.isOurs ?? isOurs)(sso, req)) return next()
    return send(response(await sso.handler(request(toRequest(req), req))), res)
  }

const at = (url: string, request: Request): Request =>
  new Request(new URL(url, request.url), request)

const broken: Readonly<Record<string, Broken>> = {
  'joins cookies': {
    handle: mount({
      async send(response, res) {
        res.status(response.status).set(Object.fromEntries(response.headers))
        res.end(Buffer.from(await response.arrayBuffer()))
      },
    }),
    fails: ['sends cookies as headers of their own'],
  },
  'loses the headers of pages': {
    handle: mount({ response: ({ body, status }) => new Response(body, { status }) }),
    fails: ['keeps headers that a page of ssokit needs'],
  },
  'answers every error by 200': {
    handle: mount({
      response: ({ body, headers, status }) =>
        new Response(body, { headers, status: status >= 400 ? 200 : status }),
    }),
    fails: [
      'without a body parser: needs the cookie of the browser that asked',
      'answers and tells of it where onLogin throws',
    ],
  },
  'takes HEAD for GET': {
    handle: mount({
      request: (request) =>
        request.method === 'HEAD'
          ? new Request(request.url, { headers: request.headers })
          : request,
    }),
    fails: ['answers HEAD and methods that are not ours without doing anything'],
  },
  'decodes paths': {
    handle: mount({
      isOurs: (sso, req) => req.originalUrl.includes('%') || isOurs(sso, req),
      request: (request) => {
        const { pathname, search } = new URL(request.url)
        try {
          return at(`${decodeURIComponent(pathname)}${search}`, request)
        } catch {
          return request
        }
      },
    }),
    fails: ['takes no other spelling of a path for its own'],
  },
  'looks at the rest of the path only': {
    handle: mount({ request: (request, req) => at(req.url, request) }),
    fails: ['without a body parser: signs in below a path that the whole app is mounted at'],
  },
  'takes everything for its own': {
    handle: mount({ isOurs: () => true }),
    fails: ['leaves the rest of the app alone'],
  },
  'does not look at pages of the host': {
    handle: mount({}),
    fails: ["without a body parser: signs in on the host's own page"],
  },
  'takes pages of the host for its own': {
    handle: mount({ isOurs: (sso, req) => req.path === '/login' || isOurs(sso, req) }),
    fails: ["without a body parser: leaves plain visits of the host's own page to the host"],
  },
  'uses up forms of the host': {
    handle: (sso, req, res, next) => {
      if (req.path !== '/login') return ssoRouter(sso)(req, res, next)
      req.resume().once('end', next)
    },
    fails: [
      "without a body parser: leaves forms of the host's own page to the host, with all their fields",
    ],
  },
  'chooses among repeated fields': {
    handle: (sso, req, res, next) => {
      for (const [name, value] of Object.entries(req.body ?? {})) {
        if (Array.isArray(value)) req.body[name] = value.at(-1)
      }
      return ssoRouter(sso)(req, res, next)
    },
    parser: 'before',
    fails: [
      'after a body parser: F1 refuses repeated fields, which it neither joins nor chooses from',
    ],
  },
  'takes bracketed fields for plain ones': {
    handle: (sso, req, res, next) => {
      for (const [name, value] of Object.entries(req.body ?? {})) {
        req.body[name.replace(/\[.*/, '')] = value
      }
      return ssoRouter(sso)(req, res, next)
    },
    parser: 'before',
    fails: ['after a body parser: does not take a bracketed field for the plain one'],
  },
  'stands behind a parser with the usual limit': {
    ...{ parser: 'before', limit: '100kb' },
    fails: ['after a body parser: signs in by SAML, whose answer is a form of more than 100 kB'],
  },
  'remembers the first answer': {
    handle: (sso, req, res, next) => {
      if (req.method !== 'POST') return ssoRouter(sso)(req, res, next)
      return res.redirect(303, '/reports')
    },
    fails: ['without a body parser: takes an answer once'],
  },
}

describe.each(Object.entries(broken))('a mount that %s', (_what, { fails, ...mistake }) => {
  const cases = mountCases({ start: (app) => start(app, mistake) })

  it.each(fails)('fails: %s', async (name) => {
    const found = cases.find((one) => one.name === name)
    expect(found).toBeDefined()
    const [outcome] = await Promise.allSettled([found?.run()])
    expect(outcome?.status).toBe('rejected')
    // It fails by what it does, and not because it hangs or does not start.
    expect(outcome).toMatchObject({ reason: { code: 'ERR_ASSERTION' } })
  })
})

async function start(
  { config, prefix, parser }: MountApp,
  { handle, limit = '2mb' }: Omit<Broken, 'fails'>,
) {
  const sso = createSso({ ...config, storage: memoryStorage() })
  const app = express.Router()
  if (parser === 'before') app.use(express.urlencoded({ extended: false, limit }))
  app.use((req, res, next) => void (handle ?? own)(sso, req, res, next))
  app.get(['/', '/ssofar', '/login'], (_req, res) => void res.send('host'))
  app.post('/login', express.urlencoded({ extended: false }), (req, res) => {
    res.json(req.body ?? {})
  })
  const server = await startServer('127.0.0.1', express().use(prefix === '' ? '/' : prefix, app))
  return { sso, ...server }
}

const own: Handle = (sso, req, res, next) => ssoRouter(sso)(req, res, next)
