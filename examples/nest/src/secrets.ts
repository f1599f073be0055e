import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from './database.service.js'

/** Newest first, separated by commas. For development, one is made and kept beside the database. */
export function readSecrets(): string[] {
  const { NODE_ENV, SSO_SECRETS } = process.env
  if (SSO_SECRETS) return SSO_SECRETS.split(',')
  if (NODE_ENV === 'production') {
    throw new Error('Set SSO_SECRETS; `npx ssokit secret generate` prints one.')
  }
  const file = join(dataFolder, 'secret')
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return [readFileSync(file, 'utf8')]
}
