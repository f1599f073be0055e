/** The two functions of vitest, jest, mocha or `node:test` that a suite needs. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
}

/**
 * The runner whose functions are globals.
 *
 * @param caller whom the error names
 * @throws {TypeError} where there are no such globals
 */
export function globalRunner(caller: string): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>
  if (typeof describe === 'function' && typeof it === 'function') return { describe, it }
  throw new TypeError(
    `${caller} found no global \`describe\` and \`it\`: pass \`{ describe, it }\` of your test runner as its second argument.`,
  )
}
