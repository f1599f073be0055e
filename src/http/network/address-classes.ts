import { type IpAddress, parseAddress } from './addresses.ts'

/** What an address is for; only `public` ones may be called without being named. */
export type AddressClass =
  | 'public'
  | 'loopback'
  /** RFC 1918 and unique local IPv6 addresses. */
  | 'private'
  /** Behind carrier-grade NAT (RFC 6598). */
  | 'shared'
  | 'link_local'
  /** Hands out credentials of the machine to whoever asks. */
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  /** IPv6 that carries an IPv4 address: the checked address would not be the called one. */
  | 'embedded'
  /** Everything else in the registries, and all IPv6 outside 2000::/3. */
  | 'reserved'
  | 'invalid'

/**
 * Cloud services that answer without authentication. Some lie in public (Azure's 168.63.129.16) or
 * shared (Alibaba's 100.100.100.200) space, so they are matched before everything else.
 */
const metadataBlocks = [
  '169.254.169.254/32', // AWS, Azure, Google, Oracle, OpenStack, DigitalOcean, Hetzner
  '169.254.170.0/24', // AWS ECS and EKS credentials
  '169.254.42.42/32', // Scaleway
  '168.63.129.16/32', // Azure WireServer
  '100.100.100.200/32', // Alibaba Cloud
  '192.0.0.192/32', // Oracle Cloud, older images
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google
  'fd00:c1::a9fe:a9fe/128', // Oracle
  'fd00:42::42/128', // Scaleway
  'fd00:a9fe:a9fe::1/128', // Akamai
]

/**
 * IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), together with the multicast
 * registries. Entries that IANA calls globally reachable (anycast services, AS112) are refused as
 * well: no identity provider lives there.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const specialBlocks: Readonly<Record<string, AddressClass>> = {
  '0.0.0.0/8': 'unspecified',
  '10.0.0.0/8': 'private',
  '100.64.0.0/10': 'shared',
  '127.0.0.0/8': 'loopback',
  '169.254.0.0/16': 'link_local',
  '172.16.0.0/12': 'private',
  '192.0.0.0/24': 'reserved',
  '192.0.2.0/24': 'documentation',
  '192.31.196.0/24': 'reserved', // AS112
  '192.52.193.0/24': 'reserved', // AMT
  '192.88.99.0/24': 'reserved', // 6to4 relays
  '192.168.0.0/16': 'private',
  '192.175.48.0/24': 'reserved', // AS112
  '198.18.0.0/15': 'reserved', // benchmarking
  '198.51.100.0/24': 'documentation',
  '203.0.113.0/24': 'documentation',
  '224.0.0.0/4': 'multicast',
  '255.255.255.255/32': 'broadcast',
  '240.0.0.0/4': 'reserved',

  '::/128': 'unspecified',
  '::1/128': 'loopback',
  '::/96': 'embedded', // IPv4-compatible
  '::ffff:0:0/96': 'embedded', // IPv4-mapped
  '::ffff:0:0:0/96': 'embedded', // IPv4-translated (RFC 2765)
  '64:ff9b:1::/48': 'embedded', // local NAT64 (RFC 8215)
  'fc00::/7': 'private',
  'fe80::/10': 'link_local',
  'ff00::/8': 'multicast',
  '2001::/32': 'embedded', // Teredo
  '2001::/23': 'reserved', // IETF protocol assignments
  '2001:db8::/32': 'documentation',
  '2002::/16': 'embedded', // 6to4
  '2620:4f:8000::/48': 'reserved', // AS112
  '3ffe::/16': 'reserved', // 6bone, returned to IANA (RFC 3701)
  '3fff::/20': 'documentation',
}

interface Block {
  readonly base: IpAddress
  readonly length: number
  readonly addressClass: AddressClass
}

const toBlock = (text: string, addressClass: AddressClass): Block => {
  const [base = '', length] = text.split('/')
  const parsed = parseAddress(base)
  if (parsed === undefined) throw new TypeError(`not a block: ${text}`)
  return { base: parsed, length: Number(length), addressClass }
}

/** In order of precedence. */
const blocks: readonly Block[] = [
  ...metadataBlocks.map((text) => toBlock(text, 'metadata')),
  ...Object.entries(specialBlocks).map(([text, addressClass]) => toBlock(text, addressClass)),
]
const globalUnicast = toBlock('2000::/3', 'public')
const nat64 = toBlock('64:ff9b::/96', 'public')

/** Says what an address is for; `invalid` where the text is no address. Never throws. */
export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text)
  return address === undefined ? 'invalid' : classOf(address)
}

function classOf(address: IpAddress): AddressClass {
  const special = blocks.find((block) => contains(block, address))
  if (special) return special.addressClass
  if (address.family === 4) return 'public'
  // Machines without IPv4 reach the whole IPv4 internet through this prefix (RFC 6052), so it is
  // judged by what it embeds; private addresses must not be written this way (section 3.1).
  if (contains(nat64, address)) {
    const embedded = classOf({ family: 4, bits: address.bits & 0xffff_ffffn })
    return embedded === 'public' ? 'public' : 'embedded'
  }
  if (isIsatap(address)) return 'embedded'
  return contains(globalUnicast, address) ? 'public' : 'reserved'
}

function contains(block: Block, address: IpAddress): boolean {
  if (block.base.family !== address.family) return false
  const rest = BigInt((address.family === 4 ? 32 : 128) - block.length)
  return block.base.bits >> rest === address.bits >> rest
}

/** An interface identifier `::5efe:a.b.c.d` below any prefix (RFC 5214 section 6.1). */
function isIsatap(address: IpAddress): boolean {
  const marker = (address.bits >> 32n) & 0xffff_ffffn
  // The second bit of the first octet only tells whether the embedded address is public.
  return (marker & ~0x0200_0000n) === 0x0000_5efen
}
