import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * What Debian's xmlsec1, xmllint and openssl, which tools/setup.mjs installs, say of the kit's
 * messages. They know nothing of the kit, nor of the verifier that it tests.
 */

const signedElements = [
  ...['assertion:Assertion', 'protocol:Response', 'protocol:LogoutRequest'],
  ...['protocol:LogoutResponse', 'protocol:AuthnRequest'],
].flatMap((name) => ['--id-attr:ID', `urn:oasis:names:tc:SAML:2.0:${name}`])

/**
 * What xmlsec1 thinks of every Signature element of a document, in document order: `true` where it
 * verifies.
 *
 * @param options of xmlsec1 that say what to verify with; default: this certificate
 */
export function xmlsecVerifies(
  xml: string,
  certificate: string,
  options?: (folder: string) => readonly string[],
): boolean[] {
  return inFolder({ 'message.xml': xml, 'certificate.pem': certificate }, (folder) => {
    const file = join(folder, 'message.xml')
    const count = Number(program('xmllint', ['--xpath', `count(${anySignature})`, file]).stdout)
    const key = options?.(folder) ?? ['--pubkey-cert-pem', join(folder, 'certificate.pem')]
    return Array.from({ length: count }, (_, index) => {
      const node = ['--node-xpath', `(${anySignature})[${index + 1}]`]
      const references = ['--enabled-reference-uris', 'same-doc,empty']
      return program('xmlsec1', [
        '--verify',
        ...references,
        ...signedElements,
        ...key,
        ...node,
        file,
      ]).isSuccess
    })
  })
}

const anySignature =
  "//*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']"

/** The document with its first EncryptedData decrypted by xmlsec1; `undefined` if it cannot. */
export function xmlsecDecrypts(xml: string, privateKey: string): string | undefined {
  return inFolder({ 'message.xml': xml, 'key.pem': privateKey }, (folder) => {
    const files = ['--privkey-pem', join(folder, 'key.pem'), join(folder, 'message.xml')]
    const { isSuccess, stdout } = program('xmlsec1', ['--decrypt', ...files])
    return isSuccess ? stdout : undefined
  })
}

/** What libxml2 finds wrong with a document; `''` if it is well-formed, namespaces included. */
export function faultsOf(xml: string): string {
  return inFolder({ 'message.xml': xml }, (folder) => {
    const { stderr } = program('xmllint', ['--nonet', '--noout', join(folder, 'message.xml')])
    return stderr
  })
}

/** Canonical forms, one after the other. Exclusive or not, libxml2 keeps comments. */
export function canonicalForms(
  documents: readonly string[],
  option: '--c14n' | '--exc-c14n',
): string {
  const named = documents.map((document, index) => [`${index}.xml`, document] as const)
  return inFolder(Object.fromEntries(named), (folder) => {
    const files = named.map(([name]) => join(folder, name))
    return program('xmllint', ['--nonet', option, ...files]).stdout
  })
}

/** @param files texts by name, in the folder where the program runs */
export function openssl(
  files: Readonly<Record<string, string | Uint8Array>>,
  ...options: readonly string[]
): { readonly isSuccess: boolean; readonly stdout: string } {
  return inFolder(files, (folder) => program('openssl', options, folder))
}

interface Outcome {
  readonly isSuccess: boolean
  readonly stdout: string
  readonly stderr: string
}

function program(name: string, options: readonly string[], cwd?: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync(name, options, {
    encoding: 'utf8',
    // Bytes that a process may print.
    maxBuffer: 100_000_000,
    cwd,
  })
  if (error) throw new Error(`${name} is missing: run node tools/setup.mjs`, { cause: error })
  return { isSuccess: status === 0, stdout, stderr }
}

function inFolder<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'saml-kit-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
