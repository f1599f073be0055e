import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createListener, type Server } from 'node:net'
import { join } from 'node:path'
import { createTestDnsServer } from '../../../src/testing/dns/index.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import {
  createMockKeyPair,
  createMockSamlIdp,
  type MockKeyPair,
  type MockSamlIdp,
  type MockServiceProvider,
} from '../../../src/testing/saml/index.ts'
import { startMockIdp } from '../../support/mock-idp-server.ts'

/** Everything that a runtime talks to, on loopback, and what it needs to know about it. */
export interface Services {
  readonly facts: object
  /** PEM file of the certificate that the runtimes are told to trust. */
  readonly trustedCertificate: string
  close(): Promise<void>
}

/** @param folder where the certificates are written */
export async function startServices(folder: string): Promise<Services> {
  const closers: (() => unknown)[] = []
  const serve = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    return (server.address() as AddressInfo).port
  }
  const secure = async (name: string) => {
    const { key, certificate } = makeCertificate(folder, name)
    let answer: RequestListener = () => undefined
    const files = { key: readFileSync(key), cert: readFileSync(certificate) }
    const port = await serve(createSecureServer(files, (req, res) => answer(req, res)))
    const issuer = `https://localhost:${port}`
    const idp = createMockOidcProvider({ issuer })
    answer = (req, res) =>
      void idp.fetch(`${issuer}${req.url}`).then(async (response) => {
        res.writeHead(response.status, Object.fromEntries(response.headers))
        res.end(await response.text())
      })
    const facts = { issuer, network: { privateHosts: [`localhost:${port}`] } }
    return { facts, certificate }
  }

  const oidcProvider = await startMockIdp()
  closers.push(oidcProvider.close)
  const trusted = await secure('trusted')
  const untrusted = await secure('untrusted')
  const dns = await createTestDnsServer()
  closers.push(() => dns.close())
  const record = { name: '_sso-challenge.corp.example', value: 'sso-challenge=as-it-was-shown' }
  dns.setTxt(record.name, [record.value])

  const key = createMockKeyPair()
  const samlIdp = createMockSamlIdp({ key })
  let connections = 0
  const listener = createListener((socket) => {
    connections += 1
    socket.on('error', () => undefined).end('not TLS\n')
  })
  const listenerPort = await serve(listener)
  const desk = `http://127.0.0.1:${await serve(
    createServer((req, res) => {
      void bodyOf(req)
        .then((body) => {
          if (req.url === '/connections') return { connections }
          const message = JSON.parse(body)
          if (req.url === '/record') return void dns.setTxt(message.name, [message.value])
          return respond(samlIdp, key, message)
        })
        .then(
          (answer) => res.end(JSON.stringify(answer ?? {})),
          (error: unknown) => res.writeHead(500).end(String(error)),
        )
    }),
  )}`

  const { settings, secrets } = oidcProvider.idp
  return {
    trustedCertificate: trusted.certificate,
    facts: {
      oidcProvider: {
        ...{ settings, secrets },
        network: { privateHosts: [new URL(settings.issuer).host] },
      },
      samlProvider: {
        settings: samlIdp.settings,
        keys: [createMockKeyPair()],
        respond: `${desk}/respond`,
      },
      dns: { endpoint: dns.endpoint, address: dns.address, records: `${desk}/record`, ...record },
      listener: { port: listenerPort, report: `${desk}/connections` },
      tls: { trusted: trusted.facts, untrusted: untrusted.facts },
    },
    async close() {
      for (const close of closers.toReversed()) await close()
    },
  }
}

interface Start {
  readonly start: { readonly url: string }
  readonly application?: MockServiceProvider
}

/** What the person's browser would post after they signed in. */
function respond(idp: MockSamlIdp, key: MockKeyPair, { start, application }: Start) {
  if (application === undefined) return answered(idp.respondTo(start))
  const options = { key, wantsSignedRequests: true, encrypts: true }
  const strict = createMockSamlIdp({ ...options, serviceProviders: [application] })
  return answered(strict.respondTo(start))
}

const answered = ({ url, fields }: { url: string; fields: URLSearchParams }) => ({
  url,
  form: Object.fromEntries(fields),
})

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** Self-signed, for `localhost`. */
function makeCertificate(folder: string, name: string) {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost', '-days', '30']
  const files = ['-keyout', key, '-out', certificate]
  const { status, stderr } = spawnSync('openssl', [...request, ...subject, ...files])
  if (status !== 0) throw new Error(String(stderr))
  return { key, certificate }
}
