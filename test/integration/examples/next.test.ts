import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createReactBrowser } from '../../support/example.ts'
import { describeJourney } from '../../support/example-journey.ts'

interface Commands {
  readonly run: (command: string[]) => Promise<{ exitCode: number; output: string }>
  readonly tool: (packageName: string, binName: string) => string[]
}

describeJourney('next', {
  callback: '/accounts/auth/okta/callback',
  // Led to the start page.
  refusal: 200,
  openBrowser: createReactBrowser,
  // The builds of the other examples, and the check of this repository, do that for them.
  further: ({ folder }) =>
    it('has no type errors where it is installed', async () => {
      const path = new URL('../../../tools/lib/commands.mjs', import.meta.url).href
      const { run, tool }: Commands = await import(path)
      const tsc = [...tool('typescript', 'tsc'), '-p', join(folder(), 'jsconfig.json')]
      expect(await run(tsc)).toMatchObject({ exitCode: 0, output: '' })
    }),
})
