import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Core } from '../core/core.ts'
import { coreOf } from '../core/core-of.ts'
import { printable } from '../errors.ts'
import type { SsoConfig } from '../types/config.ts'
import type { Sso } from '../types/sso.ts'

/** Where commands that work on the host's own storage look for it. */
export const defaultConfig = './sso.js'

const shapes =
  'Export what `createSso` gave you, or what you give it, as `sso` or as the default export.'

/**
 * Loads the host's `Sso` from a module of the host.
 *
 * @param path below the working directory, or absolute
 * @throws {Error} saying what is wrong with the module
 */
export async function loadSso(path: string): Promise<Sso> {
  const module = await load(path)
  const exported = await (module['sso'] ?? unwrapped(module['default']))
  if (isSso(exported)) return exported
  if (!isConfig(exported)) throw new Error(`${path} exports no Sso. ${shapes}`)
  const { createSso } = await import('../sso.ts')
  return createSso(exported)
}

/**
 * What an `Sso` stands for, which methods do not show.
 *
 * @throws {Error} where it was made by another copy of ssokit than this command belongs to
 */
export function ownCore(sso: Sso, path: string): Core {
  try {
    return coreOf(sso)
  } catch (cause) {
    const message = `${path} exports an Sso of another copy of ssokit. Run the command of that copy, and export what \`createSso\` gave you, itself and not a copy.`
    throw new Error(message, { cause })
  }
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
    const hint =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? ' Name the compiled module, or start Node with a loader for TypeScript (NODE_OPTIONS).'
        : ''
    const why = printable(typeof message === 'string' ? message : String(error))
    throw new Error(`${path} cannot be loaded: ${why}${hint}`, { cause: error })
  }
}

/** A CommonJS module is the default export itself. */
function unwrapped(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null || isSso(exported)) return exported
  const { sso, default: inner } = exported as Readonly<Record<string, unknown>>
  return sso ?? inner ?? exported
}

function isSso(value: unknown): value is Sso {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Sso>).rotateSecrets === 'function'
  )
}

/** No more than a guess: `createSso` checks it. */
function isConfig(value: unknown): value is SsoConfig {
  return typeof value === 'object' && value !== null && 'secrets' in value && 'storage' in value
}
