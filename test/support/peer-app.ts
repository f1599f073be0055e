import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = new URL('../../', import.meta.url)
const tools = (name: string) => import(new URL(`tools/${name}.mjs`, root).href)

/** A folder with a framework, the packed package and the files of a fixture. */
export interface PeerApp {
  readonly folder: string
  /** Imports a file of the folder, which finds its packages there. */
  load<Module>(file: string): Promise<Module>
  remove(): void
}

/**
 * Installs an app as a user would: the framework at an exact version and ssokit from its tarball.
 *
 * @param set the framework, by its name in `tools/peers.mjs`
 * @param fixture folder of the app's own files; without it there are none yet
 */
export async function createPeerApp(set: string, fixture?: string): Promise<PeerApp> {
  const [{ copyPeers, peers }, { buildIfStale, install, packTarball }, { cache }] =
    await Promise.all([...[tools('peers'), tools('lib/package'), tools('lib/commands')]])
  await buildIfStale()
  const [source, tarball]: [string, string] = await Promise.all([peers(set), packTarball()])
  mkdirSync(join(cache, 'apps'), { recursive: true })
  const folder = mkdtempSync(join(cache, 'apps', `${set}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    await copyPeers(set, folder)
    cpSync(join(source, 'package.json'), join(folder, 'package.json'))
    await install(folder, [tarball])
    if (fixture !== undefined) cpSync(fixture, folder, { recursive: true })
  } catch (error) {
    remove()
    throw error
  }
  return { folder, remove, load: (file) => import(pathToFileURL(join(folder, file)).href) }
}
