import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { dohDns } from '../../src/dns/doh/index.ts'
import { nodeDns } from '../../src/dns/node/index.ts'
import type { DnsResolver } from '../../src/dns/port.ts'
import {
  dnsdistConfiguration,
  knotConfiguration,
  unboundConfiguration,
  zones,
} from './dns-zones.ts'

const setup = resolve(import.meta.dirname, '../../tools/setup.mjs')

/** Milliseconds until a server answers; a busy machine takes a second. */
const START_MS = 20_000

/** A free port may be taken by somebody else before the server has it. */
const START_ATTEMPTS = 3

/** Debian installs servers where only root's path looks. */
const env = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) }

export interface DnsServers {
  /** Knot, an authoritative server. */
  readonly authoritative: string
  /** Unbound, a resolver that validates signatures. */
  readonly resolver: string
  /** dnsdist in front of it. */
  readonly doh: { readonly http: string; readonly https: string; readonly certificate: string }
  close(): void
}

/**
 * Debian's knot, unbound and dnsdist on free ports of this machine, with everything they write below
 * a temporary folder. Installs them where they are missing and may be installed; else the error says
 * what is missing.
 *
 * @param added records besides those of `zones`, by zone, as lines of a zone file
 */
export async function startDnsServers(
  added: Readonly<Record<string, string>> = {},
): Promise<DnsServers> {
  execFileSync(process.execPath, [setup], { stdio: 'pipe' })
  const end = Date.now() + START_MS
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(added)
    } catch (error) {
      if (attempt === START_ATTEMPTS || Date.now() > end) throw error
    }
  }
}

async function start(added: Readonly<Record<string, string>>): Promise<DnsServers> {
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-dns-'))
  const children: ChildProcess[] = []
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
    process.off('exit', close)
  }
  process.once('exit', close)
  try {
    const [knot = 0, unbound = 0, dnsdist = 0, http = 0, https = 0] = await freePorts(5)
    const run = async (command: string, options: string[], dns: DnsResolver): Promise<void> => {
      const child = spawnMortal(command, options)
      children.push(child)
      await untilAnswers(command, child, dns)
    }
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const at = (port: number): DnsResolver =>
      nodeDns({ servers: [`127.0.0.1:${port}`], timeout: 500 })

    mkdirSync(join(folder, 'knot'))
    for (const [zone, text] of Object.entries(zones)) {
      write(`${zone}.zone`, `${text}\n${added[zone] ?? ''}`)
    }
    const knotFile = write('knot.conf', knotConfiguration(folder, knot))
    await run('knotd', ['-c', knotFile], at(knot))

    const signer = delegationSigner(knotFile)
    const unboundFile = write(
      'unbound.conf',
      unboundConfiguration(folder, { own: unbound, knot }, signer),
    )
    await run('unbound', ['-d', '-c', unboundFile], at(unbound))

    const { certificate, key } = makeCertificate(folder)
    const doh = {
      http: `http://127.0.0.1:${http}/dns-query`,
      https: `https://localhost:${https}/dns-query`,
    }
    const ports = { unbound, own: dnsdist, http, https, certificate, key }
    const dnsdistFile = write('dnsdist.conf', dnsdistConfiguration(ports))
    const options = ['--supervised', '--disable-syslog', '-C', dnsdistFile]
    await run('dnsdist', options, dohDns({ endpoint: doh.http, timeout: 500 }))

    return {
      authoritative: `127.0.0.1:${knot}`,
      resolver: `127.0.0.1:${unbound}`,
      doh: { ...doh, certificate },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** Ends with this process, however that ends: the `exit` event of a killed process never comes. */
function spawnMortal(command: string, options: readonly string[]): ChildProcess {
  const line = [
    ...(process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL'] : []),
    command,
  ]
  const [program = command, ...rest] = [...line, ...options]
  return spawn(program, rest, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function untilAnswers(name: string, child: ChildProcess, dns: DnsResolver): Promise<void> {
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-10_000)
  })
  let cause: unknown
  child.on('error', (error) => (cause = error))
  const end = Date.now() + START_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < end) {
    try {
      const records = await dns.resolveTxt('_sso.acme.test', {})
      if (records.length > 0) return
    } catch (error) {
      cause = error
    }
    await new Promise((done) => void setTimeout(done, 20))
  }
  throw new Error(`${name} does not answer:\n${log}`, { cause })
}

/** The record with which the parent of `acme.test` would vouch for its key. */
function delegationSigner(knotFile: string): string {
  const text = execFileSync('keymgr', ['-c', knotFile, 'acme.test', 'ds'], {
    env,
    encoding: 'utf8',
  })
  const [first = ''] = text.split('\n')
  return first
}

function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'doh.crt'), join(folder, 'doh.key')]
  const options = [
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ['-keyout', key, '-out', certificate],
  ]
  execFileSync('openssl', options.flat(), { stdio: 'ignore' })
  return { certificate, key }
}

/** Free for TCP and UDP. All are held until the last is found, so that none comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const held: { close(): unknown }[] = []
  const ports: number[] = []
  while (ports.length < count) {
    const tcp = createServer().listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    const { port } = tcp.address() as AddressInfo
    const udp = createSocket('udp4')
    held.push(tcp, udp)
    const isFree = await new Promise<boolean>((done) => {
      udp.once('error', () => done(false)).bind(port, '127.0.0.1', () => done(true))
    })
    if (isFree) ports.push(port)
  }
  for (const one of held) one.close()
  return ports
}
