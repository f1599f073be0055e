import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorTexts } from '../support/error-texts.ts'
import { root } from './lib/pages.ts'

interface Api {
  readonly entries: readonly {
    readonly name: string
    readonly items: readonly { readonly name: string; readonly declaration: string }[]
  }[]
  readonly warnings: readonly string[]
}

interface EntryFile {
  readonly name: string
  readonly page: string
  readonly file: string
}

const load = (name: string) => import(join(root, 'tools', name))
const { outdatedPages, pagesOf } = (await load('api-doc.mjs')) as {
  outdatedPages(pages: ReadonlyMap<string, string>): string[]
  pagesOf(api: Api): ReadonlyMap<string, string>
}
const { entryFiles, readApi } = (await load('lib/api-model.mjs')) as {
  entryFiles(): EntryFile[]
  readApi(files?: readonly EntryFile[], tsconfig?: string): Promise<Api>
}
const { apiProblems } = (await load('lib/api-problems.mjs')) as {
  apiProblems(api: Api, codes: ReadonlySet<string>): string[]
}
const codes = new Set(Object.keys(errorTexts))

describe('the public API', () => {
  let api: Api
  beforeAll(async () => {
    api = await readApi()
  })

  it('is described: what it is, parameters, results, errors with codes that exist, examples', () => {
    expect(api.entries.length).toBe(entryFiles().length)
    expect(apiProblems(api, codes)).toEqual([])
  })

  it('has no link in it that leads nowhere', () => {
    expect(api.warnings).toEqual([])
  })

  it('stands in docs/api', () => {
    expect(outdatedPages(pagesOf(api)), 'run: node tools/api-doc.mjs').toEqual([])
  })

  it('is the same whoever writes it, and after a line was added elsewhere', () => {
    for (const [page, text] of pagesOf(api)) {
      expect(text, page).not.toContain(root)
      expect(text, page).not.toMatch(/\.ts:\d+/)
    }
  })
})

describe('the reader of the API', () => {
  const folder = join(root, '.cache/api-fixture')

  /** The problems of one entry with this code; `fails()` throws. */
  async function problemsOf(code: string): Promise<string[]> {
    const file = join(folder, 'index.ts')
    writeFileSync(
      file,
      `/** @module ssokit/x: things. */\nimport { fails } from './fails.js'\n${code}`,
    )
    const entry = { name: 'ssokit/x', page: 'x.md', file }
    return apiProblems(await readApi([entry], join(folder, 'tsconfig.json')), codes)
  }

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const fails = "export function fails(): void {\n  throw new TypeError('no')\n}\n"
    writeFileSync(join(folder, 'fails.ts'), fails)
    writeFileSync(join(folder, 'shapes.ts'), 'export {}\n')
    writeFileSync(join(folder, 'bare.ts'), '/** One. */\nexport const one: number = 1\n')
    const compilerOptions = {
      ...{ strict: true, types: [] },
      ...{ module: 'nodenext', noEmit: true },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  })

  const example = ' * @example\n * ```ts\n * console.log(1)\n * ```\n'
  const good = `
/**
 * Says it again.
 *
 * @param text what to say
 * @param options.loud in capitals
 * @param options how to say it
 * @returns what was said
 * @throws {SsoError} \`config_invalid\`, \`oidc_*\`
${example} */
export function say(text: string, { loud }: { loud: boolean }): string {
  if (text === '') fails()
  return loud ? text.toUpperCase() : text
}
`

  it('finds nothing where all is said', async () => {
    expect(await problemsOf(good)).toEqual([])
  })

  it.each([
    ['a summary', 'Says it again.', '', 'no summary'],
    ['a parameter', '@param text what to say', '', 'no @param text'],
    ['the text of a parameter', 'text what to say', 'text', 'no @param text'],
    ['one that is taken apart', '@param options how to say it', '', 'no @param options'],
    ['the result', '@returns what was said', '', 'no @returns'],
    ['what is thrown', '@throws {SsoError} `config_invalid`, `oidc_*`', '', 'no @throws'],
    ['an example', example.slice(3), '', 'no @example'],
    [
      'a code that exists',
      '`config_invalid`',
      '`config_invalidd`',
      'there is no error code config_invalidd',
    ],
    ['codes that exist', '`oidc_*`', '`oidcc_*`', 'there is no error code oidcc_*'],
    [
      'a parameter that exists',
      '@param options.loud',
      '@param opts.loud',
      '@param opts.loud is none of its parameters',
    ],
  ])('misses %s', async (_name, from, to, problem) => {
    expect(good).toContain(from)
    expect(await problemsOf(good.replace(from, () => to))).toEqual([`ssokit/x say: ${problem}`])
  })

  it('misses the sentence of an entry', async () => {
    const entry = { name: 'ssokit/y', page: 'y.md', file: join(folder, 'bare.ts') }
    const api = await readApi([entry], join(folder, 'tsconfig.json'))
    expect(apiProblems(api, codes)).toEqual(['ssokit/y: no @module sentence'])
  })

  it('tells a function that throws from one that catches, or that makes one', async () => {
    const make = (name: string, body: string) =>
      `/**\n * Does it.\n *\n${example} */\nexport function ${name}(): void {\n  ${body}\n}\n`
    const code = [
      make('throwing', 'fails()'),
      make('handing', '[1].forEach(() => fails())'),
      make('deep', 'const inner = () => fails()\n  inner()'),
      make('catching', 'try {\n    fails()\n  } catch {\n    return\n  }'),
      make('making', 'console.log(() => 1, { later() { fails() } })'),
    ]
    expect(await problemsOf(code.join('\n'))).toEqual(
      ['deep', 'handing', 'throwing'].map((name) => `ssokit/x ${name}: no @throws`),
    )
  })

  it('asks methods of an API for a sentence and for what they throw', async () => {
    const code = `
/** What can be done with things. */
export interface ThingsApi {
  /**
   * Once.
   *
   * @throws {SsoError} \`config_invalid\`
   */
  once(): void
  /** Twice. Never throws. */
  twice(): void
  /** Thrice. */
  thrice(): void
  /** @throws {SsoError} \`config_invalid\` */
  mute(): void
}
export interface Thing {
  readonly id: string
}
`
    expect(await problemsOf(code)).toEqual([
      'ssokit/x Thing: no summary',
      'ssokit/x ThingsApi: thrice(): no @throws',
      'ssokit/x ThingsApi: mute(): no summary',
    ])
  })

  it('shows declarations as callers see them', async () => {
    const file = join(folder, 'shapes.ts')
    writeFileSync(
      file,
      `/** @module ssokit/z: shapes. */
interface Hidden { readonly a: string }
/** A box. */
export class Box<T> extends Array<T> {
  /** Its name. */
  declare readonly label: string
  readonly size = 3
  private readonly secret: string = ''
  #own = 1
  constructor(a: string)
  constructor(a: number)
  constructor(a: unknown) { super(); this.label = String(a) + this.secret + this.#own }
  override toString(): string { return 'box' }
}
/** Opens. @param box it @param options how */
export async function open<T>(box: Box<T>, { slow = false }: { slow?: boolean } = {}): Promise<Hidden> {
  return { a: String(box) + slow }
}
/** Limit. */
export const limit: number = 3
`,
    )
    const api = await readApi(
      [{ name: 'ssokit/z', page: 'z.md', file }],
      join(folder, 'tsconfig.json'),
    )
    const shapes = api.entries[0]?.items.map(({ declaration }) => declaration)
    expect(shapes).toEqual([
      [
        'class Box<T> extends Array<T> {',
        '  /** Its name. */',
        '  readonly label: string',
        '  readonly size',
        '  constructor(a: string)',
        '  constructor(a: number)',
        '  toString(): string',
        '}',
      ].join('\n'),
      'const limit: number',
      'function open<T>(box: Box<T>, options?: { slow?: boolean }): Promise<Hidden>',
    ])
    const page = pagesOf(api).get('z.md') ?? ''
    expect(page).toContain('Names [`Box`](#box), [`Hidden`](#hidden).')
    expect(page).toContain('## Named above\n\n### Hidden\n')
  })
})
