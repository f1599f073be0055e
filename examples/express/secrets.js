// @ts-check
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { NODE_ENV, SSO_SECRETS } = process.env

/**
 * What ssokit seals with, newest first: from `SSO_SECRETS`, separated by commas. For development, one
 * is made and kept beside the database, where whoever takes the one takes the other as well.
 *
 * @param {string} folder
 */
export function readSecrets(folder) {
  if (SSO_SECRETS) return SSO_SECRETS.split(',')
  if (NODE_ENV === 'production') {
    throw new Error('Set SSO_SECRETS; `npx ssokit secret generate` prints one.')
  }
  const file = join(folder, 'secret')
  try {
    // Only where there is none: another one would open nothing that is stored.
    const secret = randomBytes(32).toString('base64url')
    writeFileSync(file, secret, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  return [readFileSync(file, 'utf8')]
}
