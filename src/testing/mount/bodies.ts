import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { FORM_TYPE } from './scene.ts'
import { assertRefused, assertSignedIn } from './signing-in.ts'
import type { MountChecks, MountScene } from './types.ts'

/** 64 kB of them unpack to this many bytes. */
const BOMB_BYTES = 67_108_864

export const bodyChecks: MountChecks = {
  'F1 refuses repeated fields, which it neither joins nor chooses from': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      for (const name of ['SAMLResponse', 'RelayState']) {
        for (const value of [fields.get(name) ?? '', 'other']) {
          const repeated = `${fields}&${name}=${encodeURIComponent(value)}`
          assertRefused(scene, await answer({ body: repeated }), 400)
        }
      }
      assert.deepEqual(new Set(scene.errors()), new Set(['request_parameter_repeated']))
      assertSignedIn(scene, await answer())
    },
  },
  'F1 refuses repeated parameters of a query': {
    async check(scene) {
      const { answer, path, fields } = await scene.begin('oidc')
      assertRefused(scene, await answer({ path: `${path}?${fields}&code=other` }), 400)
      assertSignedIn(scene, await answer())
    },
  },
  'does not take a bracketed field for the plain one': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      for (const brackets of ['[]', '[0]', '[x]']) {
        const body = fields.toString().replace('SAMLResponse=', `SAMLResponse${brackets}=`)
        const { status } = await answer({ body })
        assert.ok(status >= 400, `SAMLResponse${brackets}: ${status}`)
      }
      assert.deepEqual(scene.logins, [])
    },
  },
  'refuses forms of other media types': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      const json = JSON.stringify(Object.fromEntries(fields))
      const types = ['application/json', 'text/plain', 'multipart/form-data; boundary=x']
      for (const type of types) {
        const { status } = await answer({ body: json, headers: { 'content-type': type } })
        assert.ok(status === 415 || status === 400, `${type}: ${status}`)
      }
      assert.deepEqual(scene.logins, [])
    },
  },
  'refuses broken text and answers an empty form': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      const broken = Buffer.concat([Buffer.from(`${fields}&pad=`), Buffer.from([0xff, 0xfe])])
      const { status } = await answer({ body: broken })
      // A parser of the host's may have replaced what is broken in a field that nobody reads.
      assert.equal(status === 303, scene.logins.length === 1)
      const empty = await answer({ body: '' })
      assert.ok(empty.status >= 400, `an empty form: ${empty.status}`)
      assert.ok(scene.logins.length <= 1)
    },
  },
  'does not unpack what is compressed': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      const headers = { 'content-encoding': 'gzip' }
      const bomb = gzipSync(Buffer.alloc(BOMB_BYTES, 'x'))
      const exploded = await answer({ body: bomb, headers })
      assert.ok(exploded.status >= 400, `64 MiB compressed: ${exploded.status}`)
      assert.deepEqual(scene.logins, [])
      // A parser of the host's may unpack, within its limit.
      const { status } = await answer({ body: gzipSync(fields.toString()), headers })
      assert.ok(status === 303 || status >= 400, `a compressed form: ${status}`)
      assert.equal(status === 303, scene.logins.length === 1)
    },
  },
  'serves one connection request by request, whatever became of the bodies': {
    async check(scene) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const { answer, fields } = await scene.begin('saml')
      const bodies = ['', `${fields}&RelayState=x`, fields.toString()]
      const statuses: number[] = []
      for (const body of bodies) statuses.push((await answer({ body, agent })).status)
      agent.destroy()
      assert.ok((statuses[0] ?? 0) >= 400)
      assert.deepEqual(statuses.slice(1), [400, 303])
    },
  },
  'survives clients that go away in the middle of a form': {
    async check(scene) {
      const { answer, path, fields, cookie } = await scene.begin('saml')
      const half = fields.toString().slice(0, 50_000)
      for (const length of ['Content-Length: 900000', 'Transfer-Encoding: chunked']) {
        const head = [
          ...[`POST ${path} HTTP/1.1`, 'Host: localhost', length, `Cookie: ${cookie}`],
          `Content-Type: ${FORM_TYPE}`,
        ]
        const isChunked = length.startsWith('Transfer')
        const body = isChunked ? `${half.length.toString(16)}\r\n${half}\r\n` : half
        await sendAndLeave(scene, `${head.join('\r\n')}\r\n\r\n${body}`)
      }
      assert.deepEqual(scene.logins, [])
      assertSignedIn(scene, await answer())
    },
  },
}

/** Long enough for the server to have begun reading. */
const LEAVES_AFTER_MILLISECONDS = 50

async function sendAndLeave({ origin }: MountScene, text: string): Promise<void> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  await new Promise<void>((sent) => socket.write(text, () => sent()))
  await new Promise((resolve) => setTimeout(resolve, LEAVES_AFTER_MILLISECONDS))
  socket.destroy()
}
