import { BlockList, isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AddressClass, classifyAddress } from '../../../src/http/network/address-classes.ts'
import { parseAddress } from '../../../src/http/network/addresses.ts'

/*
 * Expected classes by hand from the registries, state of 2025-10:
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 * https://www.iana.org/assignments/ipv6-address-space (2000::/3 is the only global unicast)
 * Metadata addresses from the vendors' documentation.
 */
const table: [string, AddressClass][] = [
  ['8.8.8.8', 'public'],
  ['1.1.1.1', 'public'],
  ['93.184.216.34', 'public'],
  ['9.255.255.255', 'public'],
  ['11.0.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['126.255.255.255', 'public'],
  ['128.0.0.0', 'public'],
  ['169.253.255.255', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['192.0.1.0', 'public'],
  ['192.167.255.255', 'public'],
  ['192.169.0.0', 'public'],
  ['198.17.255.255', 'public'],
  ['198.20.0.0', 'public'],
  ['223.255.255.255', 'public'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['10.0.0.0', 'private'],
  ['10.255.255.255', 'private'],
  ['100.64.0.0', 'shared'],
  ['100.127.255.255', 'shared'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['169.254.0.1', 'link_local'],
  ['169.254.255.255', 'link_local'],
  ['172.16.0.0', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.8', 'reserved'],
  ['192.0.0.9', 'reserved'],
  ['192.0.0.170', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['192.31.196.1', 'reserved'],
  ['192.52.193.1', 'reserved'],
  ['192.88.99.1', 'reserved'],
  ['192.168.0.1', 'private'],
  ['192.168.255.255', 'private'],
  ['192.175.48.6', 'reserved'],
  ['198.18.0.0', 'reserved'],
  ['198.19.255.255', 'reserved'],
  ['198.51.100.7', 'documentation'],
  ['203.0.113.7', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.254', 'reserved'],
  ['255.255.255.255', 'broadcast'],

  ['2606:4700:4700::1111', 'public'],
  ['2001:4860:4860::8888', 'public'],
  ['2a00:1450:4001:82a::200e', 'public'],
  ['2003::1', 'public'],
  ['2001:200::1', 'public'],
  ['2001:db9::1', 'public'],
  ['3ffd::1', 'public'],
  ['3fff:1000::1', 'public'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::2', 'embedded'],
  ['::127.0.0.1', 'embedded'],
  ['::8.8.8.8', 'embedded'],
  ['::ffff:127.0.0.1', 'embedded'],
  ['::ffff:7f00:1', 'embedded'],
  ['::ffff:8.8.8.8', 'embedded'],
  ['::ffff:0:127.0.0.1', 'embedded'],
  ['64:ff9b::8.8.8.8', 'public'],
  ['64:ff9b::127.0.0.1', 'embedded'],
  ['64:ff9b::10.0.0.1', 'embedded'],
  ['64:ff9b::a9fe:a9fe', 'embedded'],
  ['64:ff9b::100.100.100.200', 'embedded'],
  ['64:ff9b:0:0:1::8.8.8.8', 'reserved'],
  ['64:ff9b:1::1', 'embedded'],
  ['64:ff9b:1:ffff::8.8.8.8', 'embedded'],
  ['100::1', 'reserved'],
  ['100:0:0:1::1', 'reserved'],
  ['2001::1', 'embedded'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'embedded'],
  ['2001:1::1', 'reserved'],
  ['2001:2::1', 'reserved'],
  ['2001:3::1', 'reserved'],
  ['2001:4:112::1', 'reserved'],
  ['2001:10::1', 'reserved'],
  ['2001:20::1', 'reserved'],
  ['2001:30::1', 'reserved'],
  ['2001:1ff:ffff::1', 'reserved'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::1', 'embedded'],
  ['2002:808:808::1', 'embedded'],
  ['2620:4f:8000::1', 'reserved'],
  ['2a00:1450:4001:82a:0:5efe:10.0.0.1', 'embedded'],
  ['2a00:1450:4001:82a:200:5efe:808:808', 'embedded'],
  ['3ffe::1', 'reserved'],
  ['3fff::1', 'documentation'],
  ['3fff:fff::1', 'documentation'],
  ['1fff:ffff::1', 'reserved'],
  ['4000::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['fc00::1', 'private'],
  ['fdff:ffff::1', 'private'],
  ['fe00::1', 'reserved'],
  ['fe80::1', 'link_local'],
  ['febf::1', 'link_local'],
  ['fec0::1', 'reserved'],
  ['feff::1', 'reserved'],
  ['ff02::1', 'multicast'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'multicast'],

  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['169.254.170.23', 'metadata'],
  ['169.254.42.42', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['fd00:ec2::23', 'metadata'],
  ['fd20:ce::254', 'metadata'],
  ['fd00:c1::a9fe:a9fe', 'metadata'],
  ['fd00:42::42', 'metadata'],
  ['fd00:a9fe:a9fe::1', 'metadata'],
]

/** The same registries a second time, for Node's own matcher: everything that is not public. */
const ipv4Oracle = new BlockList()
for (const text of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12',
  '192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16',
  '192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3',
].flatMap((line) => line.split(' '))) {
  const [base = '', length] = text.split('/')
  ipv4Oracle.addSubnet(base, Number(length), 'ipv4')
}
/** Everything outside 2000::/3; NAT64 has a property of its own. */
const ipv6Oracle = new BlockList()
for (const text of [
  '::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3ffe::/16 3fff::/20',
].flatMap((line) => line.split(' '))) {
  const [base = '', length] = text.split('/')
  ipv6Oracle.addSubnet(base, Number(length), 'ipv6')
}

const blocks: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const ipv6Text = (bits: bigint) =>
  Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':')
const ipv4Text = (bits: bigint) =>
  [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.')

const inBlock = fc
  .tuple(fc.constantFrom(...blocks), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }))
  .map(([[base, length], random]) => {
    const { family, bits } = parseAddress(base)!
    const rest = BigInt((family === 4 ? 32 : 128) - length)
    const inside = bits | (random & ((1n << rest) - 1n))
    return family === 4 ? ipv4Text(inside) : ipv6Text(inside)
  })

/** Text that looks like an address more often than random text does. */
const nearlyAddress = fc.oneof(
  fc.string(),
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc
    .array(fc.constantFrom('0', '1', 'f', 'ffff', '10000', ':', '::', '.', '255', '1.2.3.4', '%'), {
      maxLength: 20,
    })
    .map((parts) => parts.join('')),
)

describe('classifyAddress', () => {
  it.each(table)('N1 classifies %s as %s', (text, expected) => {
    expect(classifyAddress(text)).toBe(expected)
  })

  it('N1 never calls an address of a special block public', () => {
    fc.assert(
      fc.property(inBlock, (text) => classifyAddress(text) !== 'public'),
      { numRuns: 3000 },
    )
  })

  it('N1 agrees with net.BlockList on what is public', () => {
    const anyAddress = fc.oneof(
      fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }).map(ipv4Text),
      fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(ipv6Text),
      fc.bigInt({ min: 0n, max: (1n << 125n) - 1n }).map((low) => ipv6Text((1n << 125n) + low)),
      inBlock,
    )
    fc.assert(
      fc.property(anyAddress, (text) => {
        const isSpecial = text.includes(':')
          ? ipv6Oracle.check(text, 'ipv6')
          : ipv4Oracle.check(text, 'ipv4')
        return (classifyAddress(text) === 'public') === !isSpecial
      }),
      { numRuns: 3000 },
    )
  })

  it('N1 judges NAT64 by the address it embeds', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const isPublic = classifyAddress(text) === 'public'
        return classifyAddress(`64:ff9b::${text}`) === (isPublic ? 'public' : 'embedded')
      }),
      { numRuns: 1000 },
    )
  })

  it('N1 never throws and calls what is no address invalid', () => {
    fc.assert(
      fc.property(nearlyAddress, (text) => {
        const isAddress = isIP(text) !== 0 && !text.includes('%')
        return (classifyAddress(text) === 'invalid') !== isAddress
      }),
      { numRuns: 3000 },
    )
  })
})

describe('parseAddress', () => {
  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '0x7f.0.0.1',
    '127.1',
    '1.2.3.4 ',
    '１.2.3.4',
    '1.2.3.-4',
    '+1.2.3.4',
    '1e1.2.3.4',
    '1.2.3.4%eth0',
    '1.2.3.4\n',
    'fe80::1%eth0',
    'fe80::1%1',
    '[::1]',
    ':',
    ':::',
    '::1::',
    '1:2:3:4:5:6:7',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '::1:2:3:4:5:6:7:8',
    ':1::',
    '1::2:',
    '::g',
    '1.2.3.4::',
    '::1.2.3.4:1',
    '::1.2.3',
    '::256.1.1.1',
    '::01.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',

    `${'0:'.repeat(30)}1`,
    ' ::1',
    '::1/128',
  ])('N1 refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
    // Node takes zone ids; here they are refused, since they only exist on the local link.
    if (!text.includes('%')) expect(isIP(text)).toBe(0)
  })

  it.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['1:2:3:4:5:6:7::', 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ['::2:3:4:5:6:7:8', 0x0000_0002_0003_0004_0005_0006_0007_0008n],
    ['1:2:3:4:5:6:7:8', 0x0001_0002_0003_0004_0005_0006_0007_0008n],
    ['1:2:3:4:5:6:1.2.3.4', 0x0001_0002_0003_0004_0005_0006_0102_0304n],
    ['::FFFF:1.2.3.4', 0xffff_0102_0304n],
    ['ABCD:ef01::0001', 0xabcd_ef01_0000_0000_0000_0000_0000_0001n],
    ['0000:0000:0000:0000:0000:0000:255.255.255.255', 0xffff_ffffn],
  ])('N1 reads %s', (text, bits) => {
    expect(parseAddress(text)).toEqual({ family: 6, bits })
  })

  it('N1 takes exactly what net.isIP takes, zone ids aside', () => {
    fc.assert(
      fc.property(nearlyAddress, (text) => {
        const family = text.includes('%') ? 0 : isIP(text)
        return (parseAddress(text)?.family ?? 0) === family
      }),
      { numRuns: 5000 },
    )
  })
})
