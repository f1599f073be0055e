import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { read, repositoryFiles, root } from './lib/pages.ts'
import {
  type Snippet,
  type SnippetProblem,
  snippetsOfPage,
  snippetsOfSource,
} from './lib/snippets.ts'

/** Those of docs/api are made from `src`, whose examples are compiled. */
const pages = /^(README|SECURITY|CONTRIBUTING)\.md$|^docs\/(?!api\/).*\.md$/
const folder = join(root, '.cache/snippets')

const found: readonly (Snippet | SnippetProblem)[] = repositoryFiles().flatMap((path) => {
  if (pages.test(path)) return snippetsOfPage(path, read(path))
  return /^src\/.*\.ts$/.test(path) ? snippetsOfSource(path, read(path)) : []
})
const snippets = found.filter((one) => 'code' in one)
const problems = found.filter((one) => 'problem' in one)

/**
 * Compiles everything in one go, as a module each, against the built package: inside the repository
 * `ssokit` resolves through the package's own exports.
 */
function compile(
  list: readonly Snippet[],
  peers: readonly (readonly [string, string])[] = [],
  isBundled = false,
): string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, path] of peers) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(path, link, 'junction')
  }
  const files = new Map<string, Snippet>()
  for (const snippet of list) {
    const { source, line, language, code } = snippet
    const file = join(folder, `${source.replaceAll(/[^\w]+/g, '-')}-${line}.${language}`)
    writeFileSync(file, code)
    files.set(file, snippet)
  }
  const program = ts.createProgram([...files.keys()], {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: isBundled ? ts.ModuleKind.ESNext : ts.ModuleKind.NodeNext,
    moduleResolution: isBundled
      ? ts.ModuleResolutionKind.Bundler
      : ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    // Of Nest.
    experimentalDecorators: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (!file || start === undefined) return text
    const line = file.getLineAndCharacterOfPosition(start).line + 1
    return `${files.get(file.fileName)?.source ?? file.fileName}:${line}: ${text}`
  })
}

/** Packages that the root has not installed, each in the folder of a set of `tools/peers.mjs`. */
const peerPackages = {
  nest12: ['@nestjs/common'],
  next16: ['iron-session', 'next'],
}

async function peerFolders(): Promise<(readonly [string, string])[]> {
  const { peers } = await import(new URL('../../tools/peers.mjs', import.meta.url).href)
  const sets = Object.entries(peerPackages).map(async ([set, packages]) => {
    const modules = join(await peers(set), 'node_modules')
    return packages.map((name) => [name, join(modules, name)] as const)
  })
  return (await Promise.all(sets)).flat()
}

describe('code in the documentation', () => {
  let peers: (readonly [string, string])[]
  beforeAll(async () => {
    peers = await peerFolders()
  })

  it('is built before it is compiled against', () => {
    expect(existsSync(join(root, 'dist/index.d.ts')), 'run: npm run build').toBe(true)
  })

  it('is all compiled: no block is left out', () => {
    expect(problems).toEqual([])
    expect(snippets.length).toBeGreaterThan(0)
  })

  it('compiles', () => {
    // Next.js has no exports, and its apps resolve modules as bundlers do.
    const isOfNext = ({ source }: Snippet) => source === 'docs/next.md'
    const others = snippets.filter((snippet) => !isOfNext(snippet))
    expect(compile(others, peers)).toEqual([])
    expect(compile(snippets.filter(isOfNext), peers, true)).toEqual([])
  })
})

describe('the reader of code blocks', () => {
  const fence = '```'

  it('keeps the line numbers of the page, also of continued blocks', () => {
    const page = `# A\n\n${fence}ts\nconst a = 1\n${fence}\n\ntext\n\n${fence}ts continue\nexport { a }\n${fence}\n`
    expect(snippetsOfPage('a.md', page)).toEqual([
      {
        source: 'a.md',
        line: 4,
        language: 'ts',
        code: '\n\n\nconst a = 1\n\n\n\n\n\nexport { a }\n',
      },
    ])
  })

  it('refuses blocks that ask to be left out, and other names of the languages', () => {
    for (const info of ['ts ignore', 'js nocheck', 'typescript', 'ts continue']) {
      expect(snippetsOfPage('a.md', `${fence}${info}\nx\n${fence}\n`)).toMatchObject([{ line: 2 }])
      expect(snippetsOfPage('a.md', `${fence}${info}\nx\n${fence}\n`)[0]).toHaveProperty('problem')
    }
  })

  it('leaves blocks of other languages alone', () => {
    expect(
      snippetsOfPage('a.md', `${fence}sh\nnpm ci\n${fence}\n${fence}\ntext\n${fence}\n`),
    ).toEqual([])
  })

  it('finds examples in doc comments, and those without a block', () => {
    const source = [
      'const x = 1',
      '/**',
      ' * Text.',
      ' * @example',
      ` * ${fence}ts`,
      ' * call(x)',
      ` * ${fence}`,
      ' * @throws never',
      ' */',
      '/** @example',
      ' * call(y)',
      ' */',
    ]
    const [block, bare] = snippetsOfSource('src/a.ts', source.join('\n'))
    expect(block).toEqual({
      source: 'src/a.ts',
      line: 6,
      language: 'ts',
      code: '\n\n\n\n\ncall(x)\n',
    })
    expect(bare).toMatchObject({ line: 10, problem: expect.stringContaining('block') })
  })

  it('would report a wrong type with page and line', () => {
    const code = "\nimport { createSso } from 'ssokit'\nexport const text: string = createSso\n"
    const wrong = { source: 'docs/wrong.md', line: 2, language: 'ts', code } as const
    expect(compile([wrong])).toEqual([expect.stringMatching(/^docs\/wrong\.md:3: Type /)])
  })
})
