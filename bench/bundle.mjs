import { builtinModules } from 'node:module'
import { kilobytes, measureBundle } from '../tools/lib/bundle.mjs'
import { readManifest, root } from '../tools/lib/commands.mjs'

export const title = 'what a bundler makes of each entry, minified, brotli'

/** The budget: of the root only our own code counts. */
const budgets = {
  ssokit: { external: ['jose'], budget: '15 kB' },
  'ssokit/oidc': { external: [], budget: '35 kB' },
}

export async function measure() {
  // Frameworks are the host's.
  const { name, exports, peerDependencies } = readManifest()
  const rows = []
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target === 'string') continue
    const entry = path.replace(/^\./, name)
    /** @type {{ external: string[], budget: string }} */
    const { external, budget } = budgets[entry] ?? { external: [], budget: '' }
    // samlify, which is loaded when somebody signs in, needs Node's.
    const builtins = ['node:*', ...builtinModules]
    const { initial, complete } = await measureBundle(`export * from '${entry}'`, {
      resolveDir: root,
      external: [...external, ...builtins, ...Object.keys(peerDependencies)],
    })
    rows.push({
      entry: external.length > 0 ? `${entry} (beside ${external.join(', ')})` : entry,
      'first load': kilobytes(initial.brotli),
      budget,
      'with later parts': kilobytes(complete.brotli),
      minified: kilobytes(complete.minified),
    })
  }
  return rows
}
