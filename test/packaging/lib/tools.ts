/**
 * The parts of `tools/lib` that these tests use, with their types: the tools are JavaScript, since they
 * run before anything is built, and the tests are compiled without reading JavaScript.
 */

type Command = readonly [string, ...string[]]

interface Commands {
  readonly root: string
  run(
    command: Command,
    options?: { cwd?: string; env?: Record<string, string | undefined> },
  ): Promise<{ exitCode: number; output: string; stdout: string }>
  tool(packageName: string, binName?: string): [string, ...string[]]
}

interface Packages {
  packTarball(): Promise<string>
  readTarball(tarball: string): ReadonlyMap<string, Buffer>
  install(folder: string, packages: readonly string[]): Promise<void>
}

interface Locks {
  withLock<Result>(name: string, work: () => Promise<Result>, folder?: string): Promise<Result>
}

interface Declarations {
  moduleReferences(text: string): { specifier: string; names: string[] | undefined }[]
}

export interface Bundle {
  readonly text: string
  readonly minified: number
  readonly brotli: number
  readonly packages: readonly string[]
}

interface Bundles {
  measureBundle(
    code: string,
    options: { resolveDir: string; external?: string[] },
  ): Promise<{ initial: Bundle; complete: Bundle }>
  kilobytes(bytes: number): string
}

interface Peers {
  packagesOf(set: string): string[]
  peers(set: string): Promise<string>
}

const load = (name: string) =>
  import(new URL(`../../../tools/lib/${name}.mjs`, import.meta.url).href)

export const { root, run, tool }: Commands = await load('commands')
export const { packTarball, readTarball, install }: Packages = await load('package')
export const { moduleReferences }: Declarations = await load('declarations')
export const { measureBundle, kilobytes }: Bundles = await load('bundle')
export const { packagesOf, peers }: Peers = await load('../peers')
export const { withLock }: Locks = await load('lock')
