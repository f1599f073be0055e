import { isBuiltin } from 'node:module'
import {
  builtinHomes,
  edgeOf,
  forbiddenInPure,
  homes,
  layerOf,
  MAX_CODE_LINES,
  randomHome,
  typeCycleHomes,
} from './layout.ts'
import type { SourceFile } from './parse.ts'

export interface Violation {
  readonly law: Law
  readonly file: string
  readonly detail: string
}

export type Law = keyof typeof laws

type Check = (files: readonly SourceFile[], report: (file: string, detail: string) => void) => void

/** The import laws, one function each. */
const laws = {
  'every file has a layer': (files, report) => {
    for (const { path } of files) {
      if (layerOf(path) === undefined) report(path, 'no row in test/architecture/layout.ts fits')
    }
  },

  'imports go to the same or a lower layer': (files, report) => {
    for (const { path, target } of edges(files)) {
      const [from, to] = [layerOf(path), layerOf(target)]
      if (from === undefined || to === undefined || to <= from) continue
      report(path, `layer ${from} imports ${target} of layer ${to}`)
    }
  },

  'edges do not import one another': (files, report) => {
    for (const { path, target, isTypeOnly } of edges(files)) {
      const [from, to] = [edgeOf(path), edgeOf(target)]
      if (!from || !to || from === to) continue
      // Test helpers describe what they test.
      if (from === 'testing' && isTypeOnly) continue
      report(path, `${from} imports ${target}`)
    }
  },

  'protocols do not import each other': (files, report) => {
    for (const { path, target } of edges(files)) {
      const [from, to] = [path, target].map((file) => /^(oidc|saml)\//.exec(file)?.[1])
      if (from && to && from !== to) report(path, `imports ${target}`)
    }
  },

  'the root reaches no protocol and no edge': (files, report) => {
    const waiting = [['index.ts']]
    const seen = new Set<string>()
    for (let trail = waiting.pop(); trail; trail = waiting.pop()) {
      const path = trail.at(-1) ?? ''
      if (seen.has(path)) continue
      seen.add(path)
      if (/^(oidc|saml)\//.test(path) || layerOf(path) === 3) {
        report(path, `reached by ${trail.join(' → ')}`)
        continue
      }
      for (const edge of edges(files.filter((file) => file.path === path))) {
        waiting.push([...trail, edge.target])
      }
    }
  },

  'no cycle of values': (files, report) => {
    const values = edges(files).filter(({ isTypeOnly }) => !isTypeOnly)
    for (const cycle of cycles(values, values)) report(cycle[0] ?? '', cycle.join(' → '))
  },

  'cycles of types stay among types and ports': (files, report) => {
    const all = edges(files)
    const values = all.filter(({ isTypeOnly }) => !isTypeOnly)
    const isAtHome = ({ path, target }: Edge) =>
      typeCycleHomes.test(path) && typeCycleHomes.test(target)
    const alreadyNamed = new Set(cycles(values, values).flat())
    for (const cycle of cycles(
      all.filter((edge) => !isAtHome(edge)),
      all,
    )) {
      if (cycle.every((path) => alreadyNamed.has(path))) continue
      report(cycle[0] ?? '', cycle.join(' → '))
    }
  },

  'one home per third-party package': (files, report) => {
    for (const { path, references } of files) {
      for (const { specifier, target } of references) {
        if (target !== undefined || isBuiltin(specifier)) continue
        const name = packageOf(specifier)
        const home = homes[name]
        if (!home?.test(path))
          report(path, `imports ${name}, ${home ? `home ${home}` : 'unlisted'}`)
      }
    }
  },

  'built-in modules only at the edges that need them': (files, report) => {
    for (const { path, references } of files) {
      if (builtinHomes.test(path)) continue
      for (const { specifier } of references.filter((one) => isBuiltin(one.specifier))) {
        report(path, `imports ${specifier}`)
      }
    }
  },

  'built-in modules are written with node:': (files, report) => {
    for (const { path, references } of files) {
      for (const { specifier } of references) {
        const isBare = isBuiltin(specifier) && !specifier.startsWith('node:')
        if (isBare) report(path, `imports ${specifier}`)
      }
    }
  },

  'no export *': (files, report) => {
    for (const { path, hasExportStar } of files) {
      if (hasExportStar) report(path, 'exports everything of another module')
    }
  },

  'pure files take nothing from the outside world': (files, report) => {
    for (const { path, effects } of files) {
      const layer = layerOf(path)
      if (layer === undefined || layer > 1 || path === randomHome) continue
      for (const effect of effects.filter((name) => forbiddenInPure.has(name))) {
        report(path, `uses ${effect}`)
      }
    }
  },

  'files stay short': (files, report) => {
    for (const { path, codeLines } of files) {
      if (codeLines > MAX_CODE_LINES)
        report(path, `${codeLines} lines of code, allowed are ${MAX_CODE_LINES}`)
    }
  },
} satisfies Record<string, Check>

export const lawNames = Object.keys(laws) as readonly Law[]

/** Everything that is wrong with a tree. */
export function checkTree(files: readonly SourceFile[]): Violation[] {
  return Object.entries<Check>(laws).flatMap(([law, check]) => {
    const found: Violation[] = []
    check(files, (file, detail) => found.push({ law: law as Law, file, detail }))
    return found
  })
}

interface Edge {
  readonly path: string
  readonly target: string
  readonly isTypeOnly: boolean
}

function edges(files: readonly SourceFile[]): Edge[] {
  return files.flatMap(({ path, references }) =>
    references.flatMap(({ target, isTypeOnly }) =>
      target === undefined ? [] : [{ path, target, isTypeOnly }],
    ),
  )
}

/**
 * A shortest cycle through each of `starts`, leaving out those whose files an earlier one named.
 * The first file stands at the end again.
 */
function cycles(starts: readonly Edge[], all: readonly Edge[]): string[][] {
  const found: string[][] = []
  const named = new Set<string>()
  for (const { path, target } of starts) {
    if (named.has(path) && named.has(target)) continue
    const way = shortestWay(target, path, all)
    if (!way) continue
    found.push([path, ...way])
    for (const file of way) named.add(file)
  }
  return found
}

function shortestWay(from: string, to: string, all: readonly Edge[]): string[] | undefined {
  const waiting = [[from]]
  const seen = new Set([from])
  for (const trail of waiting) {
    const last = trail.at(-1)
    if (last === to) return trail
    for (const { path, target } of all) {
      if (path !== last || seen.has(target)) continue
      seen.add(target)
      waiting.push([...trail, target])
    }
  }
  return undefined
}

function packageOf(specifier: string): string {
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}
