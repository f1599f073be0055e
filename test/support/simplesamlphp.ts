import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { claimsOf, type SamlApplication, type SamlIdp } from './saml-idps.ts'
import { createTestKeyPair } from './saml-keys.ts'

const program = '/usr/share/simplesamlphp/www'
const setup = resolve(import.meta.dirname, '../../tools/setup-simplesamlphp.mjs')

/** Milliseconds until PHP answers; a busy machine takes a second. */
const START_MS = 20_000

/**
 * Debian's SimpleSAMLphp, served by PHP itself with a configuration of its own below a temporary folder.
 * Installs it where it is missing and may be installed; else the error says what is missing.
 */
export async function startSimpleSamlPhp(): Promise<SamlIdp> {
  if (!existsSync(program)) execFileSync(process.execPath, [setup], { stdio: 'pipe' })
  const folder = mkdtempSync(join(tmpdir(), 'simplesamlphp-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}/simplesaml`
  const entityId = `${base}/saml2/idp/metadata.php`
  const { privateKey, certificate } = createTestKeyPair()
  const applications = new Map<string, SamlApplication>()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

  for (const name of ['config', 'metadata', 'keys', 'log', 'data', 'tmp', 'docroot']) {
    mkdirSync(join(folder, name))
  }
  symlinkSync(program, join(folder, 'docroot', 'simplesaml'))
  write('keys/idp.key', privateKey)
  write('keys/idp.crt', certificate)
  write('config/config.php', configuration(folder, base))
  write('config/authsources.php', authenticationSources())
  write('metadata/saml20-idp-hosted.php', hostedIdp(entityId))
  // Read at each request, so that applications can be registered while it runs.
  write('metadata/saml20-sp-remote.php', remoteApplications(folder))
  write('applications.json', '{}')

  const child = spawn('php8.2', ['-S', `127.0.0.1:${port}`, '-t', join(folder, 'docroot')], {
    // A group of its own, since it starts workers that would outlive it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      SIMPLESAMLPHP_CONFIG_DIR: join(folder, 'config'),
      PHP_CLI_SERVER_WORKERS: '4',
    },
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-10_000)
  })
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answers(entityId)
  } catch (error) {
    await close()
    throw new Error(`SimpleSAMLphp does not answer:\n${log}`, { cause: error })
  }

  return {
    ...{ entityId, certificate, close },
    ssoUrl: `${base}/saml2/idp/SSOService.php`,
    sloUrl: `${base}/saml2/idp/SingleLogoutService.php`,
    metadata: async () => (await fetch(entityId)).text(),
    register(application) {
      applications.set(application.entityId, application)
      const entries = [...applications.values()].map((one) => [one.entityId, settingsOf(one)])
      write('applications.json', JSON.stringify(Object.fromEntries(entries)))
    },
    startUrl: (spentityid, RelayState) =>
      `${base}/saml2/idp/SSOService.php?${new URLSearchParams({ spentityid, RelayState })}`,
    async logIn(browser, page, username = 'ann') {
      // It remembers whoever signed in with this browser.
      if (!page.body.includes('name="password"')) return page
      return browser.submit(page, { username, password: 'secret' })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((done) => void server.close(() => done()))
  return port
}

async function answers(url: string): Promise<void> {
  const end = Date.now() + START_MS
  for (;;) {
    const response = await fetch(url).catch((error: unknown) => error as Error)
    if (response instanceof Response && response.ok) return
    if (Date.now() > end) {
      throw response instanceof Response ? new Error(await response.text()) : response
    }
    await new Promise((done) => void setTimeout(done, 50))
  }
}

/** Only strings without quotes and backslashes are ever written like this. */
const php = (value: string) => `'${value}'`

function configuration(folder: string, base: string): string {
  return `<?php
$config = [
  'baseurlpath' => ${php(`${base}/`)},
  'certdir' => ${php(`${folder}/keys/`)}, 'loggingdir' => ${php(`${folder}/log/`)},
  'datadir' => ${php(`${folder}/data/`)}, 'tempdir' => ${php(`${folder}/tmp`)},
  'metadatadir' => ${php(`${folder}/metadata`)},
  'metadata.sources' => [['type' => 'flatfile', 'directory' => ${php(`${folder}/metadata`)}]],
  'timezone' => 'UTC', 'secretsalt' => 'for tests only', 'auth.adminpassword' => 'for tests only',
  'technicalcontact_name' => 'tests', 'technicalcontact_email' => 'tests@example.com',
  'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true],
  'store.type' => 'phpsession', 'session.phpsession.savepath' => ${php(`${folder}/tmp`)},
  'session.cookie.secure' => false, 'session.cookie.samesite' => null,
  'showerrors' => true, 'errorreporting' => false, 'logging.handler' => 'file',
  'language.available' => ['en'], 'language.default' => 'en',
  'production' => true, 'proxy' => null, 'trusted.url.domains' => null,
];
`
}

/** The people of these tests, each with the same password. */
function authenticationSources(): string {
  const people = ['ann', 'bob'].map((person) => {
    const values = Object.entries({ uid: person, ...claimsOf(person) }).map(([name, value]) => {
      const list = [value].flat().map(php)
      return `${php(name)} => [${list.join(', ')}]`
    })
    return `${php(`${person}:secret`)} => [${values.join(', ')}]`
  })
  return `<?php
$config = ['example' => ['exampleauth:UserPass', ${people.join(', ')}]];
`
}

function hostedIdp(entityId: string): string {
  return `<?php
$email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
$metadata[${php(entityId)}] = [
  'host' => '__DEFAULT__', 'auth' => 'example', 'privatekey' => 'idp.key', 'certificate' => 'idp.crt',
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'sign.logout' => true, 'validate.logout' => true, 'NameIDFormat' => [$email],
  'authproc' => [
    10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'email', 'Format' => $email],
    20 => ['class' => 'saml:TransientNameID'],
  ],
];
`
}

function remoteApplications(folder: string): string {
  return `<?php
foreach (json_decode(file_get_contents(${php(`${folder}/applications.json`)}), true) as $id => $sp) {
  $metadata[$id] = $sp;
}
`
}

/** As an administrator writes them for SimpleSAMLphp. */
function settingsOf(application: SamlApplication): object {
  const { signs = 'both', encryptFor, signingCertificate, encryptsNameIdOnly = false } = application
  const bindings = 'urn:oasis:names:tc:SAML:2.0:bindings:'
  const slo = application.sloUrl
  const keys = [
    ...(encryptFor === undefined ? [] : [{ use: 'encryption', pem: encryptFor }]),
    ...(signingCertificate === undefined ? [] : [{ use: 'signing', pem: signingCertificate }]),
  ].map(({ use, pem }) => ({
    type: 'X509Certificate',
    signing: use === 'signing',
    encryption: use === 'encryption',
    X509Certificate: pem.replaceAll(/-----[^-]+-----|\s/g, ''),
  }))
  return {
    entityid: application.entityId,
    AssertionConsumerService: [
      { Binding: `${bindings}HTTP-POST`, Location: application.acsUrl, index: 0 },
    ],
    SingleLogoutService: [
      { Binding: `${bindings}HTTP-Redirect`, Location: slo },
      { Binding: `${bindings}HTTP-POST`, Location: slo },
    ],
    keys,
    NameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    'saml20.sign.response': signs !== 'assertion',
    'saml20.sign.assertion': signs !== 'response',
    'attributes.NameFormat': 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
    'assertion.encryption': encryptFor !== undefined && !encryptsNameIdOnly,
    'nameid.encryption': encryptsNameIdOnly,
    'validate.authnrequest': signingCertificate !== undefined,
    'redirect.sign': true,
  }
}
