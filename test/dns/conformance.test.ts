import { describe, it } from 'vitest'
import { dohDns } from '../../src/dns/doh/index.ts'
import { nodeDns } from '../../src/dns/node/index.ts'
import { quorumDns } from '../../src/dns/quorum/index.ts'
import { describeDns, type DnsScene } from '../../src/testing/dns/index.ts'

describe('nodeDns', () => {
  describeDns(({ address, timeout }) => nodeDns({ servers: [address], timeout }), { describe, it })
})

describe('dohDns', () => {
  describeDns(({ endpoint, timeout }) => dohDns({ endpoint, timeout }), { describe, it })
})

describe('dohDns with the fetch of the runtime, as on workers', () => {
  describeDns(({ endpoint, timeout }) => dohDns({ endpoint, timeout, fetch }), { describe, it })
})

describe('quorumDns', () => {
  const make = ({ address, endpoint, timeout }: DnsScene) =>
    quorumDns(
      [
        nodeDns({ servers: [address], timeout }),
        dohDns({ endpoint, timeout }),
        dohDns({ endpoint, timeout, fetch }),
      ],
      2,
    )
  describeDns(make, { describe, it })
})
