import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestKeyPair {
  /** PKCS#8 PEM. */
  readonly privateKey: string
  /** Self-signed X.509 PEM, valid from now on. */
  readonly certificate: string
}

/** A key pair made by OpenSSL. `algorithm` is `rsa:2048`, `rsa:1024`, `ec:P-256` … */
export function createTestKeyPair({
  algorithm = 'rsa:2048',
  digest = 'sha256',
  days = 365,
} = {}): TestKeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'saml-keys-'))
  const [type, parameter = ''] = algorithm.split(':')
  const newKey =
    type === 'ec' ? ['ec', '-pkeyopt', `ec_paramgen_curve:${parameter}`] : [`rsa:${parameter}`]
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-nodes', '-newkey', ...newKey, `-${digest}`, '-days', String(days)],
        ...['-subj', '/CN=test', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'pipe' },
    )
    return {
      privateKey: readFileSync(key, 'utf8'),
      certificate: readFileSync(certificate, 'utf8'),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
