import { spawn } from 'node:child_process'
import { builtinModules } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { build, type Plugin } from 'esbuild'

/** A date of ours, so that a newer workerd does not behave otherwise by itself. */
const COMPATIBILITY_DATE = '2026-01-01'

export interface WorkerOptions {
  readonly program: string
  /** Where the package is installed and `worker.js` lies. */
  readonly folder: string
  readonly flags: readonly string[]
  /** PEM file. */
  readonly trustedCertificate: string
}

export interface Worker {
  readonly origin: string
  stop(): Promise<void>
}

/** Bundles the worker into one file, as deployments do, and serves it on a free port. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { program, folder, flags } = options
  const name = ['worker', ...flags].join('-')
  await bundle(folder, join(folder, `${name}.mjs`), flags.includes('nodejs_compat'))
  const config = join(folder, `${name}.capnp`)
  writeFileSync(config, configOf(name, options))
  const child = spawn(program, ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const control = child.stdio[3] as Readable
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    void ended.then(() => reject(new Error(`workerd ended.\n${output}`)))
    control.setEncoding('utf8').on('data', (text: string) => {
      const line = text.split('\n').find((each) => each.includes('"listen"'))
      if (line !== undefined) resolve(JSON.parse(line).port)
    })
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Loopback may be called, where the servers of these tests are. */
function configOf(name: string, { flags, trustedCertificate }: WorkerOptions): string {
  const certificate = JSON.stringify(readFileSync(trustedCertificate, 'utf8'))
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ( name = "main", worker = .worker ),
    ( name = "internet", network = (
      allow = ["public", "local"],
      tlsOptions = ( trustBrowserCas = true, trustedCertificates = [${certificate}] ) ) ) ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ] );
const worker :Workerd.Worker = (
  modules = [ ( name = "worker.mjs", esModule = embed "${name}.mjs" ) ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ${JSON.stringify(flags)} );
`
}

async function bundle(folder: string, outfile: string, hasBuiltins: boolean): Promise<void> {
  await build({
    entryPoints: [join(folder, 'worker.js')],
    absWorkingDir: folder,
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    // As wrangler resolves packages.
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['cloudflare:*'],
    plugins: [builtins(hasBuiltins)],
    logLevel: 'silent',
  })
}

/**
 * What wrangler makes of built-in modules. With `nodejs_compat` workerd has them, and calls of `require`
 * become imports; without, they are left as they are and fail when they are reached.
 */
function builtins(hasBuiltins: boolean): Plugin {
  const filter = new RegExp(`^(?:node:.*|${builtinModules.join('|')})$`)
  return {
    name: 'builtins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path, kind }) => {
        const id = path.replace(/^(?:node:)?/, 'node:')
        if (hasBuiltins && id === 'node:dgram') return { path: id, namespace: 'empty' }
        if (hasBuiltins && kind === 'require-call') return { path: id, namespace: 'required' }
        return hasBuiltins || kind !== 'import-statement'
          ? { path: id, external: true }
          : { path: id, namespace: 'absent' }
      })
      onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
        contents: `import all from '${path}'\nmodule.exports = all`,
      }))
      onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: 'module.exports = {}' }))
      onLoad({ filter: /./, namespace: 'absent' }, ({ path }) => ({
        contents: `module.exports = {}\nthrow new Error('No such module "${path}".')`,
      }))
    },
  }
}
