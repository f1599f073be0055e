import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Builtins } from '../../../src/http/network/builtins.ts'
import { failureOf, json, networkFor, start, withDns } from './listeners.ts'

/* A certificate of its own for idp.corp.example, made for this run. */
let folder = ''
let key = ''
let cert = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssokit-tls-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ['-days', '2', '-subj', '/CN=idp.corp.example'],
      ['-addext', 'subjectAltName=DNS:idp.corp.example', '-keyout', keyFile, '-out', certFile],
    ].flat(),
    { stdio: 'ignore' },
  )
  key = readFileSync(keyFile, 'utf8')
  cert = readFileSync(certFile, 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

async function listenTls(ca?: string) {
  const server = https.createServer({ key, cert }, (request, response) => {
    json(
      response,
      JSON.stringify((request.socket as TLSSocket & { servername: string }).servername),
    )
  })
  const listener = await start(server)
  const { builtins } = withDns(['127.0.0.1'])
  const request: Builtins['https']['request'] = (options) =>
    https.request(ca === undefined ? options : { ...options, ca })
  const hosts = ['idp.corp.example', 'other.corp.example'].map((name) => `${name}:${listener.port}`)
  const network = networkFor(hosts, { builtins: { ...builtins, https: { request } } })
  return { fetch: network.fetchFor('c'), port: listener.port }
}

describe('TLS', () => {
  it('N1 names the host, not the pinned address, to the server and to the certificate check', async () => {
    const { fetch, port } = await listenTls(cert)
    const response = await fetch(`https://idp.corp.example:${port}/`)
    expect(await response.json()).toBe('idp.corp.example')
  })

  it('N1 refuses a certificate of another name', async () => {
    const { fetch, port } = await listenTls(cert)
    const error = await failureOf(fetch(`https://other.corp.example:${port}/`))
    expect(error.code).toBe('network_failed')
    expect(error.cause?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('N1 refuses an unknown issuer, NODE_TLS_REJECT_UNAUTHORIZED notwithstanding', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const { fetch, port } = await listenTls()
    const error = await failureOf(fetch(`https://idp.corp.example:${port}/`))
    expect(error.code).toBe('network_failed')
    expect(error.cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  })
})
