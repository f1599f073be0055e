import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * Debian's xmlsec1 and xmllint, which tools/setup.mjs installs: programs that share no code with us.
 * One process takes many documents, since starting it takes longer than its work.
 */

/** Bytes that a process may print. */
const maxBuffer = 100_000_000

const idAttributes = [
  ...['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion'],
  ...['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:protocol:Response'],
]

/** A folder of files that is removed at the end. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'xmlsec-'))
  #files = 0

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }

  /**
   * Exclusive canonical forms of whole documents, with comments, one after the other; nothing for those
   * that fail.
   */
  canonicalize(documents: readonly string[]): string {
    const files = documents.map((document) => this.#write(document))
    return spawnSync('xmllint', ['--nonet', '--exc-c14n', ...files], {
      encoding: 'utf8',
      maxBuffer,
    }).stdout
  }

  /** What libxml2 finds fault with; its views on xml:lang and on URIs are none of XML's. */
  faultsOf(document: string): string {
    const { stderr } = spawnSync('xmllint', ['--nonet', '--noout', this.#write(document)], {
      encoding: 'utf8',
    })
    const errors = stderr.split('\n').filter((line) => / error : /.test(line))
    return errors.filter((line) => !line.endsWith('is not a valid URI')).join('\n')
  }

  /** Fills in the empty DigestValue and SignatureValue of each document. */
  sign(documents: readonly string[], privateKey: string): readonly string[] {
    const key = ['--privkey-pem', this.#write(privateKey)]
    const files = documents.map((document) => this.#write(document))
    const output = execFileSync('xmlsec1', ['--sign', ...idAttributes, ...key, ...files], {
      encoding: 'utf8',
      maxBuffer,
    })
    return output.split(/(?=<\?xml version="1\.0")/)
  }

  /** Verifies the first Signature of each document; what xmlsec1 says at the first bad one. */
  complaintAbout(documents: readonly string[], certificate: string): string | undefined {
    const key = ['--pubkey-cert-pem', this.#write(certificate)]
    const files = documents.map((document) => this.#write(document))
    const { status, stderr } = spawnSync(
      'xmlsec1',
      ['--verify', ...idAttributes, ...key, ...files],
      { encoding: 'utf8', maxBuffer },
    )
    return status === 0 ? undefined : stderr
  }

  #write(text: string): string {
    const file = join(this.#folder, `${this.#files++}`)
    writeFileSync(file, text)
    return file
  }
}
