import { defineConfig } from 'tsup'
import packageJson from './package.json' with { type: 'json' }

/** The entries are the package's exports and its command, so that none is declared and forgotten. */
const entries = [
  ...Object.values(packageJson.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.default],
  ),
  ...Object.values(packageJson.bin),
]

export default defineConfig({
  entry: Object.fromEntries(
    entries.map((file) => {
      const name = file.replace('./dist/', '').replace(/\.js$/, '')
      return [name, `src/${name}.ts`]
    }),
  ),
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  splitting: true,
  sourcemap: true,
  clean: true,
  dts: false,
  // tsup strips `node:` by default, and bundlers for workers know built-ins by that prefix only.
  removeNodeProtocol: false,
  external: [/^[^./]/],
})
