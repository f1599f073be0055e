/** What a bundler makes of the package: sizes, and what got in. */
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'

/** Leaves out what `import()` loads later, as a bundler that makes chunks does. */
const withoutLaterParts = {
  name: 'without-later-parts',
  setup(/** @type {import('esbuild').PluginBuild} */ { onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/**
 * Bundles code for no particular platform, minified. `initial` is what is loaded at once; `complete` has
 * also what `import()` loads later.
 *
 * @param {string} code
 * @param {{ resolveDir: string, external?: string[] }} options
 */
export async function measureBundle(code, { resolveDir, external = [] }) {
  const bundle = async (/** @type {import('esbuild').Plugin[]} */ plugins) => {
    const { metafile, outputFiles } = await build({
      stdin: { contents: code, resolveDir, sourcefile: 'entry.js' },
      absWorkingDir: resolveDir,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2023',
      platform: 'neutral',
      // As bundlers for browsers and workers do: some packages name no other entry.
      mainFields: ['module', 'main'],
      external,
      plugins,
      // The package as it was built: the project's own paths lead to the sources.
      tsconfigRaw: {},
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const [file] = outputFiles
    const contents = file?.contents ?? new Uint8Array()
    return {
      text: file?.text ?? '',
      minified: contents.length,
      brotli: brotliSize(contents),
      packages: packagesOf(Object.keys(metafile.inputs)),
    }
  }
  return { initial: await bundle([withoutLaterParts]), complete: await bundle([]) }
}

/** @param {readonly string[]} paths */
function packagesOf(paths) {
  const names = paths.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return [...new Set(names)].toSorted()
}

/** @param {Uint8Array} bytes */
function brotliSize(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return brotliCompressSync(bytes, { params }).length
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}
