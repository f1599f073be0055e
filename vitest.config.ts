import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Vitest leaves one core to itself, which on a machine with two means one file at a time. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

const project = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, environment: 'node' as const, ...options },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], {
        // A time limit against hangs, not a measurement: shared machines are slow at times.
        testTimeout: 30_000,
        maxWorkers,
        exclude: [
          'test/browser/**',
          'test/conformance/**',
          'test/integration/**',
          'test/packaging/**',
          'test/runtimes/**',
          'test/docs/**',
          'test/acceptance/**',
          'test/browser-portal/**',
          '**/fixtures/**',
        ],
      }),
      project('conformance', ['test/conformance/**/*.test.ts'], {
        testTimeout: 60_000,
        maxWorkers,
      }),
      project('integration', ['test/integration/**/*.test.ts'], {
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      project('browser', ['test/browser/**/*.test.ts'], {
        // A journey is many pages, and each step has a limit of its own. One file at a time: its
        // provider, the application and the browser keep two cores busy.
        testTimeout: 180_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/chromium-setup.ts'],
      }),
      // The pages on which an admin sets it all up, in the examples as well.
      project('browser-portal', ['test/browser-portal/**/*.test.ts'], {
        testTimeout: 180_000,
        hookTimeout: 120_000,
        maxWorkers,
        globalSetup: ['test/support/chromium-setup.ts'],
      }),
      // Miniatures of products that publish how their customers set up single sign-on.
      project('acceptance', ['test/acceptance/**/*.test.ts'], {
        testTimeout: 180_000,
        hookTimeout: 240_000,
        maxWorkers,
        globalSetup: ['test/support/chromium-setup.ts'],
      }),
      project('packaging', ['test/packaging/**/*.test.ts'], {
        testTimeout: 240_000,
        hookTimeout: 240_000,
      }),
      project('runtimes', ['test/runtimes/runtimes.test.ts'], {
        testTimeout: 240_000,
        hookTimeout: 240_000,
      }),
      // Beyond `npm test`.
      project('more-runtimes', ['test/runtimes/more.test.ts'], {
        testTimeout: 240_000,
        hookTimeout: 240_000,
      }),
      project('docs', ['test/docs/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
})
