import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createScene, programOf, runProgram, type Scene } from './launch.ts'
import { type Column, promisesOf } from './page.ts'
import { startWorker, type Worker } from './workerd.ts'

export interface Runtime {
  readonly name: string
  /** A set of `tools/peers.mjs`; without it the Node that runs the tests. */
  readonly set?: string
  readonly column: 'Node' | 'Bun' | 'Deno'
  /** What it prints when a CommonJS program takes the package. Default: nothing. */
  readonly complaint?: RegExp
}

/** All that the page asks for. */
const permissions = ['--allow-net', '--allow-env', '--allow-read', '--allow-sys']

const optionsOf: Readonly<Record<Runtime['column'], readonly string[]>> = {
  Node: [],
  Bun: [],
  Deno: ['run', ...permissions, '--no-prompt', '--cached-only'],
}

/** One scene for a file of tests, since making it takes longer than any runtime needs for it. */
export function useScene(): () => Scene {
  let scene: Scene | undefined
  beforeAll(async () => {
    scene = await createScene()
  })
  afterAll(() => scene?.close())
  return () => {
    if (!scene) throw new Error('There is no scene yet.')
    return scene
  }
}

export function describeRuntime(
  { name, set, column, complaint = /^$/ }: Runtime,
  scene: () => Scene,
): void {
  describe(name, () => {
    it('does what docs/runtimes.md says', async () => {
      const program = await programOf(set)
      const { answer } = await runProgram(scene(), [program, ...optionsOf[column], 'main.js'])
      expect(answer).toEqual(promisesOf(column))
    })

    if (column !== 'Node') return
    it('takes the package by require()', async () => {
      const { answer, complaints } = await runProgram(scene(), [
        await programOf(set),
        'require.cjs',
      ])
      expect(answer).toEqual({
        ...{ subject: 'ann', nameId: 'ann@example.com', refusal: true },
        ...{ status: 404, handler: 'function', isOnePackage: true },
      })
      expect(complaints).toMatch(complaint)
    })
  })
}

/** How many browsers sign in at the same time. */
const BROWSERS = 8

export function describeWorkerd(flags: readonly string[], column: Column, scene: () => Scene) {
  describe(['workerd', ...flags].join(' with '), () => {
    let worker: Worker
    beforeAll(async () => {
      const { folder, services } = scene()
      const { trustedCertificate } = services
      const program = await programOf('workerd')
      worker = await startWorker({ program, folder, flags, trustedCertificate })
    })
    afterAll(() => worker?.stop())

    it('does what docs/runtimes.md says', async () => {
      const init = { method: 'POST', body: scene().input }
      const response = await fetch(`${worker.origin}/checks`, init)
      expect(await response.json()).toEqual(promisesOf(column))
    })

    it('signs in and refreshes at the same time with one host for all requests', async () => {
      const { id } = (await (await fetch(`${worker.origin}/connections`)).json()) as { id: string }
      const browsers = Array.from({ length: BROWSERS }, () => signIn(worker.origin, id))
      const answers = await Promise.all(browsers)
      expect(answers.map(({ place }) => place)).toEqual(browsers.map(() => '303 /deep'))

      // All of one session: the one that asks the provider answers the others, across requests.
      const init = { method: 'POST', body: answers[0]?.session ?? '' }
      const refreshes = browsers.map(async () => fetch(`${worker.origin}/refresh`, init))
      const results = (await Promise.all(refreshes)).map(async (answer) => answer.json())
      expect(await Promise.all(results)).toEqual(
        browsers.map(() => expect.objectContaining({ state: 'active', access: expect.anything() })),
      )
    })
  })
}

/** A browser for which the worker is at the host's address. */
async function signIn(
  origin: string,
  connectionId: string,
): Promise<{ readonly place: string; readonly session: string }> {
  const manual = { redirect: 'manual' } as const
  const begun = await fetch(`${origin}/sso/${connectionId}/login?returnTo=/deep`, manual)
  const cookie = begun.headers.getSetCookie().map((line) => line.split(';')[0])
  const answered = await fetch(begun.headers.get('location') ?? '', manual)
  const { pathname, search } = new URL(answered.headers.get('location') ?? '')
  const headers = { cookie: cookie.join('; ') }
  const finished = await fetch(`${origin}${pathname}${search}`, { ...manual, headers })
  const place = finished.headers.get('location')?.replace(/^https?:\/\/[^/]+/, '')
  const kept = finished.headers.getSetCookie().find((line) => line.startsWith('session='))
  const session = decodeURIComponent(kept?.replace('session=', '') ?? '')
  return { place: `${finished.status} ${place}`, session }
}
