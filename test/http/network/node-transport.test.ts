import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { gzipSync, brotliCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  failureOf,
  fetchOf,
  json,
  listen,
  listenRaw,
  networkFor,
  pause,
  withDns,
} from './listeners.ts'

afterEach(() => vi.unstubAllGlobals())

/** Long enough for a busy machine to connect, short enough to wait for. */
const timeoutMilliseconds = 200

const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`
const jsonHead = (...lines: string[]) => head('content-type: application/json', ...lines)

describe('an exchange over sockets', () => {
  it('N1 returns status, body and a fresh connection each time', async () => {
    const seen: (string | undefined)[] = []
    const listener = await listen((request, response) => {
      seen.push(request.headers.connection)
      json(response)
    })
    const fetch = fetchOf(listener)
    for (let round = 0; round < 3; round += 1) {
      const response = await fetch(listener.url)
      expect(response).toBeInstanceOf(Response)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ ok: true })
    }
    expect(seen).toEqual(['close', 'close', 'close'])
    expect(listener.connections()).toBe(3)
    await listener.idle()
  })

  it('N1 sends method, path, query, headers and body as given', async () => {
    const listener = await listen((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const { method, url, headers } = request
        json(response, JSON.stringify({ method, url, headers, body }))
      })
    })
    const fetch = fetchOf(listener)
    const response = await fetch(`${listener.url}token?a=b%20c`, {
      method: 'POST',
      headers: { Authorization: 'Basic eDp5', Host: 'evil.example', Cookie: 'a=b', TE: 'trailers' },
      body: new URLSearchParams({ code: 'é&=' }),
    })
    const { method, url, headers, body } = await response.json()
    expect({ method, url, body }).toEqual({
      method: 'POST',
      url: '/token?a=b%20c',
      body: 'code=%C3%A9%26%3D',
    })
    expect(headers).toEqual({
      host: `127.0.0.1:${listener.port}`,
      connection: 'close',
      accept: 'application/json',
      'accept-encoding': 'gzip',
      authorization: 'Basic eDp5',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'content-length': '17',
      'user-agent': 'ssokit',
    })
  })

  it('N1 reaches a literal IPv6 host', async () => {
    const listener = await listen((request, response) => {
      json(response, JSON.stringify(request.headers.host))
    }, '::1')
    const host = `[::1]:${listener.port}`
    const response = await networkFor([host]).fetchFor('c')(`http://${host}/`)
    expect(await response.json()).toBe(host)
  })

  it.each([300, 301, 302, 303, 304, 305, 307, 308, 399])(
    'N1 refuses the redirect %i and does not follow it',
    async (status) => {
      const target = await listen((_, response) => json(response))
      const listener = await listen((_, response) => {
        response.writeHead(status, { location: `${target.url}secret-path` }).end()
      })
      const hosts = [listener, target].map(({ port }) => `127.0.0.1:${port}`)
      const error = await failureOf(networkFor(hosts).fetchFor('c')(listener.url))
      expect(error.code).toBe('network_redirect_refused')
      expect(error.detail).toEqual({ host: `127.0.0.1:${listener.port}`, status })
      expect(JSON.stringify(error)).not.toContain('secret-path')
      expect(target.connections()).toBe(0)
      await listener.idle()
    },
  )
})

describe('a refused answer', () => {
  it.each([
    ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n', 'network_redirect_refused'],
    ['an unknown encoding', jsonHead('content-encoding: br'), 'network_failed'],
  ])('N2 ends the connection at once after %s', async (_, answer, code) => {
    const listener = await listenRaw((socket) => socket.write(answer))
    expect((await failureOf(fetchOf(listener)(listener.url))).code).toBe(code)
    // The server would have kept it open.
    await listener.idle()
  })
})

describe('time', () => {
  const isInTime = async (work: Promise<unknown>) => {
    const begin = performance.now()
    const error = await failureOf(work)
    expect(error.code).toBe('network_timeout')
    expect(error.retryable).toBe(true)
    expect(error.detail).toMatchObject({ timeoutMilliseconds })
    expect(performance.now() - begin).toBeGreaterThan(timeoutMilliseconds - 20)
    expect(performance.now() - begin).toBeLessThan(timeoutMilliseconds + 1000)
  }

  it('N2 ends a request that is never answered', async () => {
    const listener = await listenRaw(() => undefined)
    await isInTime(fetchOf(listener, { timeoutMilliseconds })(listener.url))
    await listener.idle()
  })

  it('N2 ends slow headers', async () => {
    const listener = await listenRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x-slow: 1\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    await isInTime(fetchOf(listener, { timeoutMilliseconds })(listener.url))
    await listener.idle()
  })

  it('N2 ends a body that drips', async () => {
    const listener = await listenRaw((socket) => {
      socket.write(jsonHead('content-length: 1000'))
      const timer = setInterval(() => socket.write(' '), 20)
      socket.on('close', () => clearInterval(timer))
    })
    await isInTime(fetchOf(listener, { timeoutMilliseconds })(listener.url))
    await listener.idle()
  })

  it('N2 ends a compressed body that drips', async () => {
    const bytes = gzipSync('x'.repeat(1000))
    const listener = await listenRaw((socket) => {
      socket.write(jsonHead('content-encoding: gzip'))
      let sent = 0
      const timer = setInterval(() => socket.write(bytes.subarray(sent, (sent += 1))), 20)
      socket.on('close', () => clearInterval(timer))
    })
    await isInTime(fetchOf(listener, { timeoutMilliseconds })(listener.url))
    await listener.idle()
  })

  it('N2 ends a resolution that never answers', async () => {
    const { builtins } = withDns()
    const silent = { ...builtins, dns: { lookup: () => undefined } }
    const network = networkFor(['idp.corp'], { timeoutMilliseconds, builtins: silent })
    await isInTime(network.fetchFor('c')('https://idp.corp/'))
  })

  it('N2 ends a TLS handshake that is never answered', async () => {
    const listener = await listenRaw(() => undefined)
    const fetch = fetchOf(listener, { timeoutMilliseconds })
    await isInTime(fetch(listener.url.replace('http:', 'https:')))
    await listener.idle()
  })
})

describe('size', () => {
  const maxBytes = 10_000
  const answering = (encoding: string | undefined, bytes: Buffer) =>
    listen((_, response) => {
      response.setHeader('content-type', 'application/json')
      if (encoding !== undefined) response.setHeader('content-encoding', encoding)
      response.end(bytes)
    })
  const text = (length: number) => Buffer.from(`"${'x'.repeat(length - 2)}"`)

  it.each([undefined, 'identity', 'gzip', 'GZIP'])(
    'N2 passes an answer of exactly the limit with content-encoding %s',
    async (encoding) => {
      const bytes = text(maxBytes)
      const isGzip = encoding?.toLowerCase() === 'gzip'
      const listener = await answering(encoding, isGzip ? gzipSync(bytes) : bytes)
      const response = await fetchOf(listener, { maxBytes })(listener.url)
      expect(await response.text()).toBe(bytes.toString())
      expect(response.headers.get('content-encoding')).toBeNull()
      expect(response.headers.get('content-length')).toBeNull()
    },
  )

  it.each([undefined, 'gzip'])(
    'N2 refuses one byte more with content-encoding %s',
    async (encoding) => {
      const bytes = text(maxBytes + 1)
      const listener = await answering(encoding, encoding ? gzipSync(bytes) : bytes)
      const error = await failureOf(fetchOf(listener, { maxBytes })(listener.url))
      expect(error.code).toBe('network_response_too_large')
      expect(error.detail).toEqual({ host: `127.0.0.1:${listener.port}`, maxBytes })
      await listener.idle()
    },
  )

  it('N2 passes what gzip does not make smaller', async () => {
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(maxBytes)))
    const listener = await answering('gzip', gzipSync(noise))
    const response = await fetchOf(listener, { maxBytes })(listener.url)
    expect(Buffer.from(await response.arrayBuffer()).equals(noise)).toBe(true)
  })

  it('N2 stops an endless body and closes the connection', async () => {
    let written = 0
    const listener = await listenRaw((socket) => {
      socket.write(jsonHead())
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536))) written += 65_536
      }
      socket.on('drain', more)
      more()
    })
    const error = await failureOf(fetchOf(listener, { maxBytes })(listener.url))
    expect(error.code).toBe('network_response_too_large')
    await listener.idle()
    // What the kernel buffers on loopback, not what the guard took.
    expect(written).toBeLessThan(50_000_000)
  })

  it('N2 stops a gzip bomb while it inflates', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000), { level: 9 })
    expect(bomb.byteLength).toBeLessThan(250_000)
    const listener = await answering('gzip', bomb)
    const before = process.memoryUsage().arrayBuffers
    const error = await failureOf(fetchOf(listener, { maxBytes: 1_048_576 })(listener.url))
    expect(error.code).toBe('network_response_too_large')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000)
    await listener.idle()
  })

  it('N2 stops gzip that goes on for ever without producing anything', async () => {
    const listener = await listenRaw((socket) => {
      socket.write(jsonHead('content-encoding: gzip'))
      // A gzip header, then empty stored blocks (RFC 1951 section 3.2.4).
      socket.write(Buffer.from('1f8b0800000000000003', 'hex'))
      const blocks = Buffer.from('000000ffff'.repeat(10_000), 'hex')
      const more = () => {
        while (!socket.destroyed && socket.write(blocks));
      }
      socket.on('drain', more)
      more()
    })
    const error = await failureOf(fetchOf(listener, { maxBytes })(listener.url))
    expect(error.code).toBe('network_response_too_large')
    await listener.idle()
  })

  it.each(['br', 'deflate', 'gzip, gzip', 'x-unknown', 'zstd'])(
    'N2 refuses content-encoding %s',
    async (encoding) => {
      const listener = await answering(encoding, brotliCompressSync('{}'))
      const error = await failureOf(fetchOf(listener)(listener.url))
      expect(error.code).toBe('network_failed')
      expect(error.message).toContain('compressed')
      await listener.idle()
    },
  )

  it('N2 asks for no compression where it can not be undone', async () => {
    vi.stubGlobal('DecompressionStream', undefined)
    const listener = await listen((request, response) => {
      json(response, JSON.stringify(request.headers['accept-encoding']))
    })
    expect(await (await fetchOf(listener)(listener.url)).json()).toBe('identity')
    const zipped = await answering('gzip', gzipSync('{}'))
    expect((await failureOf(fetchOf(zipped)(zipped.url))).code).toBe('network_failed')
  })

  it('N2 refuses gzip that is broken, cut off or none at all', async () => {
    const good = gzipSync('x'.repeat(5000))
    const broken = Buffer.from(good).fill(0xff, 12, 20)
    for (const bytes of [broken, good.subarray(0, good.length - 9), Buffer.from('{}')]) {
      const listener = await answering('gzip', bytes)
      const error = await failureOf(fetchOf(listener)(listener.url))
      expect(error.code).toBe('network_failed')
    }
  })
})

describe('broken answers', () => {
  it.each([
    ['resets before the answer', (): string => ''],
    ['resets within headers', () => 'HTTP/1.1 200 OK\r\ncontent-'],
    ['resets within the body', () => `${jsonHead('content-length: 100')}{"a":`],
    ['resets within a chunk', () => `${jsonHead('transfer-encoding: chunked')}10\r\n{"a":`],
  ])('N2 fails where the server %s', async (_, answer) => {
    for (const end of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const listener = await listenRaw((socket) => {
        const text = answer()
        if (text === '') socket[end]()
        else socket.write(text, () => void setTimeout(() => socket[end](), 10))
      })
      const fetch = fetchOf(listener, { timeoutMilliseconds: 2000 })
      const error = await failureOf(fetch(listener.url))
      expect(error.code).toBe('network_failed')
      expect(error.detail).toEqual({ host: `127.0.0.1:${listener.port}` })
    }
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['an undefined status', 'HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Ok\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['huge headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['contradicting lengths', `${jsonHead('content-length: 2', 'content-length: 3')}{}`],
    ['smuggled lengths', `${jsonHead('content-length: 2', 'transfer-encoding: chunked')}{}`],
  ])('N2 fails on %s', async (_, answer) => {
    const listener = await listenRaw((socket) => socket.write(answer))
    const fetch = fetchOf(listener, { timeoutMilliseconds: 2000 })
    expect((await failureOf(fetch(listener.url))).code).toBe('network_failed')
    await listener.idle()
  })

  it('N2 fails where nobody listens, keeping the cause', async () => {
    const listener = await listen((_, response) => json(response))
    const { url } = listener
    const closed = await listen((_, response) => json(response), '127.0.0.2')
    const error = await failureOf(
      networkFor([`127.0.0.2:${listener.port}`]).fetchFor('c')(
        url.replace('127.0.0.1', '127.0.0.2'),
      ),
    )
    expect(closed.connections()).toBe(0)
    expect(error.code).toBe('network_failed')
    expect(error.cause?.code).toBe('ECONNREFUSED')
  })

  it('N2 hears errors of an answer that it has refused', async () => {
    const answer = Object.assign(Readable.from([]), {
      statusCode: 302,
      headers: {},
      socket: null,
    })
    const request = Object.assign(new EventEmitter(), {
      end: () => void request.emit('response', answer),
      // Node leaves such an error out where nobody listens; not every runtime does.
      destroy: () => void answer.emit('error', new Error('aborted')),
    })
    const { builtins } = withDns(['93.184.216.34'])
    const faked = { ...builtins, https: { request: () => request } }
    const fetch = networkFor([], { builtins: faked }).fetchFor('c')
    const error = await failureOf(fetch('https://8.8.8.8/'))
    expect(error.code).toBe('network_redirect_refused')
  })

  it('N2 fails on headers that cannot be sent, without repeating them', async () => {
    const listener = await listen((_, response) => json(response))
    for (const value of ['secret\r\nx-injected: 1', 'sécret\u{1F600}']) {
      const error = await failureOf(
        fetchOf(listener)(listener.url, { headers: { authorization: value } }),
      )
      expect(error.code).toBe('network_failed')
      expect(JSON.stringify(error)).not.toMatch(/s.cret/)
    }
    expect(listener.connections()).toBe(0)
  })
})

describe('the signal of the caller', () => {
  it('N2 prevents the connection where it fired before', async () => {
    const listener = await listen((_, response) => json(response))
    const signal = AbortSignal.abort(new Error('gone'))
    const error = await failureOf(fetchOf(listener)(listener.url, { signal }))
    expect(error.code).toBe('network_failed')
    await pause(30)
    expect(listener.connections()).toBe(0)
  })

  it.each([
    ['headers', ''],
    ['the body', `${jsonHead('content-length: 100')}{`],
  ])('N2 ends the connection while it waits for %s', async (_, answer) => {
    const listener = await listenRaw((socket) => {
      socket.write(answer)
    })
    const controller = new AbortController()
    const failure = failureOf(fetchOf(listener)(listener.url, { signal: controller.signal }))
    while (listener.connections() === 0) await pause(5)
    await pause(30)
    controller.abort(new Error('gone'))
    expect((await failure).code).toBe('network_failed')
    await listener.idle()
  })

  it('N2 reports a deadline of the caller as a timeout', async () => {
    const listener = await listenRaw(() => undefined)
    const signal = AbortSignal.timeout(50)
    const error = await failureOf(fetchOf(listener)(listener.url, { signal }))
    expect(error.code).toBe('network_timeout')
    await listener.idle()
  })
})
