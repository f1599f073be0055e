import type { DnsResolver } from '../../dns/port.ts'
import { globalRunner, type TestRunner } from '../runner.ts'
import { checkedZone, cnameChecks, type DnsCheck, dnsChecks, unansweredChecks } from './checks.ts'
import { createTestDnsServer } from './server.ts'

export { createTestDnsServer, type TestDnsServer } from './server.ts'
export type { TestDnsEntry, TestDnsZone, TestTxt } from './zone.ts'

/** What a case is run against, and with which patience. */
export interface DnsScene {
  /** UDP and TCP, for example `127.0.0.1:40123`. */
  readonly address: string
  /** The same over HTTP, for example `http://127.0.0.1:40124/dns-query`. */
  readonly endpoint: string
  /** Milliseconds that the resolver may wait: few where there will be no answer, many otherwise. */
  readonly timeout: number
}

/** Gives the resolver under test, which asks only the server of this scene. Called once per case. */
export type DnsFactory = (scene: DnsScene) => DnsResolver | Promise<DnsResolver>

/** One sentence of the contract. `run` rejects where the resolver breaks it. */
export interface DnsCase {
  readonly name: string
  run(): Promise<void>
}

/** A busy machine is slow, which must not look like a resolver that gives up. */
const PATIENT_MILLISECONDS = 10_000

/** In cases without an answer, all of it is waiting. */
const IMPATIENT_MILLISECONDS = 300

/**
 * Lists the cases of the contract of `DnsResolver`, to run them anywhere.
 *
 * @param factory called once per case, with a server of its own
 * @returns one case per sentence; each opens what it needs and closes it again
 * @example
 * ```ts
 * import { nodeDns } from 'ssokit/dns/node'
 * import { dnsCases } from 'ssokit/testing'
 *
 * const cases = dnsCases(({ address, timeout }) => nodeDns({ servers: [address], timeout }))
 * for (const { name, run } of cases) await run().catch((error) => console.log(name, error))
 * ```
 */
export function dnsCases(factory: DnsFactory): readonly DnsCase[] {
  const optional = Object.entries(cnameChecks).map(([name, check]): [string, DnsCheck] => [
    name,
    async (dns, server) => (dns.resolveCname ? check(dns, server) : undefined),
  ])
  const prepare =
    (timeout: number) =>
    ([name, check]: readonly [string, DnsCheck]): DnsCase => ({
      name,
      async run() {
        const server = await createTestDnsServer({ zone: checkedZone })
        const { address, endpoint } = server
        try {
          await check(await factory({ address, endpoint, timeout }), server)
        } finally {
          await server.close()
        }
      },
    })
  return [
    ...[...Object.entries(dnsChecks), ...optional].map(prepare(PATIENT_MILLISECONDS)),
    ...Object.entries(unansweredChecks).map(prepare(IMPATIENT_MILLISECONDS)),
  ]
}

/**
 * Declares the contract of `DnsResolver` as tests, for an adapter of your own.
 *
 * @param factory called once per case, with a server of its own
 * @param runner the test runner; by default its global `describe` and `it`
 * @throws {TypeError} where no runner is given and there are no such globals
 * @example
 * ```ts
 * import { after, describe, it } from 'node:test'
 * import { nodeDns } from 'ssokit/dns/node'
 * import { describeDns } from 'ssokit/testing'
 *
 * describeDns(({ address, timeout }) => nodeDns({ servers: [address], timeout }), { describe, it })
 * ```
 */
export function describeDns(
  factory: DnsFactory,
  runner: TestRunner = globalRunner('describeDns'),
): void {
  runner.describe('dns', () => {
    for (const { name, run } of dnsCases(factory)) runner.it(name, run)
  })
}
