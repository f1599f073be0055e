import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, environment: 'node' as const, ...options },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], {
        // A time limit against hangs, not a measurement: shared machines are slow at times.
        testTimeout: 30_000,
        exclude: [
          'test/browser/**',
          'test/conformance/**',
          'test/integration/**',
          'test/packaging/**',
          'test/runtimes/**',
          'test/docs/**',
          '**/fixtures/**',
        ],
      }),
      project('conformance', ['test/conformance/**/*.test.ts'], { testTimeout: 60_000 }),
      project('integration', ['test/integration/**/*.test.ts'], {
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      project('browser', ['test/browser/**/*.test.ts'], {
        // A journey is many pages, and each step has a limit of its own.
        testTimeout: 180_000,
        hookTimeout: 120_000,
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
