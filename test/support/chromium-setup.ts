import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

/**
 * Before the first journey: a build, a certificate and one browser for all files.
 *
 * The browser is Debian's, else `@sparticuz/chromium` from npm, which needs no installation as root.
 * Set `CHROMIUM` to use another one.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of this run listens. */
    chromium: string
    /** To start another one like it. */
    chromiumOptions: { readonly executablePath: string; readonly args: string[] }
    /** Which goes with the run. */
    chromiumFolder: string
    /** Files in PEM, of the only https certificate that the browser takes. */
    certificate: { readonly key: string; readonly certificate: string }
  }
}

/** A package of `tools/peers.mjs`. */
const PACKED = '@sparticuz/chromium'

/** Names that journeys use with https. */
const NAMES = ['localhost', 'app.localhost', 'idp.localhost', 'other.localhost']

const tools = new URL('../../tools/', import.meta.url)

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { buildIfStale, linkExample } = await import(new URL('lib/package.mjs', tools).href)
  await buildIfStale()
  linkExample('express')
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-browser-'))
  const files = makeCertificate(folder)
  project.provide('certificate', files)
  const options = await optionsFor(files.certificate)
  project.provide('chromiumOptions', options)
  project.provide('chromiumFolder', folder)
  const browser = await chromium.launchServer(options)
  project.provide('chromium', browser.wsEndpoint())
  return async () => {
    await browser.close()
    // A browser that has just ended may still write.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function optionsFor(certificateFile: string) {
  const { publicKey } = new X509Certificate(readFileSync(certificateFile))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const trusted = createHash('sha256').update(key).digest('base64')
  return {
    executablePath: await findChromium(),
    args: [
      // Chromium's own sandbox does not work as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-quic'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      `--ignore-certificate-errors-spki-list=${trusted}`,
      // Whatever a page asks for, nothing leaves this machine.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
    ],
  }
}

async function findChromium(): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  )
  const found = [process.env['CHROMIUM'] ?? '', ...paths].find(isExecutable)
  if (found !== undefined) return found
  const { peers } = await import(new URL('peers.mjs', tools).href)
  const { resolve } = createRequire(join(await peers('chromium'), 'x'))
  const { default: packed } = await import(pathToFileURL(resolve(PACKED)).href)
  return packed.executablePath()
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return path !== ''
  } catch {
    return false
  }
}

function makeCertificate(folder: string): { key: string; certificate: string } {
  const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  const names = NAMES.map((name) => `DNS:${name}`).join(',')
  const options = [
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ['-days', '2', '-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`],
    ['-keyout', key, '-out', certificate],
  ]
  execFileSync('openssl', options.flat(), { stdio: 'ignore' })
  return { key, certificate }
}
