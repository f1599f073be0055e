/** An address as a number; 32 bits for family 4, 128 bits for family 6. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly bits: bigint
}

/** The longest IPv6 text, `ffff:` six times and an IPv4 address, has 45 characters. */
const longestAddress = 45

/**
 * Reads an address strictly and never throws. IPv4 is four decimal numbers without leading zeros;
 * IPv6 is any form of RFC 4291 section 2.2, embedded IPv4 included. Zone ids (`fe80::1%eth0`),
 * brackets, white space and the other spellings of `inet_aton` are refused.
 *
 * @returns `undefined` for anything else
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > longestAddress) return undefined
  if (!text.includes(':')) {
    const bits = parseIpv4(text)
    return bits === undefined ? undefined : { family: 4, bits }
  }
  const bits = parseIpv6(text)
  return bits === undefined ? undefined : { family: 6, bits }
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.')
  if (octets.length !== 4) return undefined
  let bits = 0n
  for (const octet of octets) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined
    bits = (bits << 8n) | BigInt(octet)
  }
  return bits
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = '', right] = halves
  const head = parseGroups(left, right === undefined)
  const tail = right === undefined ? [] : parseGroups(right, true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  // `::` stands for one group or more, so next to it there are at most seven.
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  const zeros: bigint[] = Array.from({ length: missing }, () => 0n)
  return [...head, ...zeros, ...tail].reduce((bits, group) => (bits << 16n) | group, 0n)
}

/** Groups between colons; only the last may be an IPv4 address, which counts for two. */
function parseGroups(text: string, mayEndInIpv4: boolean): bigint[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: bigint[] = []
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
      const embedded = parseIpv4(part)
      if (embedded === undefined) return undefined
      groups.push(embedded >> 16n, embedded & 0xffffn)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`))
    } else {
      return undefined
    }
  }
  return groups
}
