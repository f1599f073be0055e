/* What the real DNS servers of the integration tests are told. */

/** Longer than one chunk of 255. */
export const longText = `long ${'x'.repeat(295)} end`

/** More than fits into any datagram that resolvers accept, together 12 kB. */
export const bigTexts: readonly string[] = Array.from(
  { length: 50 },
  (_, index) => `${index} ${'b'.repeat(235)}`,
)

/** More than the adapters take. */
export const tooManyTexts: readonly string[] = Array.from({ length: 120 }, (_, i) => `value ${i}`)

const soa = `$TTL 5
@ SOA ns1 hostmaster 1 3600 600 86400 5
@ NS ns1
ns1 A 127.0.0.1
`
const txt = (name: string, values: readonly string[]): string =>
  values.map((value) => `${name} TXT "${value}"\n`).join('')

/** Zone files by zone. Nobody serves `nowhere.test`, and the file of `broken.test` is missing. */
export const zones: Readonly<Record<string, string>> = {
  'acme.test': `${soa}
@ TXT "v=spf1 -all"
_sso TXT "challenge"
_split TXT "part one, " "part two"
_long TXT "${longText.slice(0, 255)}" "${longText.slice(255)}"
_several TXT "one"
_several TXT "two"
_alias CNAME _alias2
_alias2 CNAME _sso
_elsewhere CNAME _target.other.test.
_dangling CNAME nothing
_circle CNAME _circle2
_circle2 CNAME _circle
*.wild TXT "value of the wildcard"
mail A 127.0.0.1
deep.below A 127.0.0.1
${txt('_big', bigTexts)}${txt('_toomany', tooManyTexts)}`,
  'other.test': `${soa}_target TXT "of the other zone"\n`,
  'bogus.test': `${soa}_sso TXT "challenge"\n`,
}

const signedZones = ['acme.test', 'bogus.test']

/** Knot: the authoritative server of all zones, which signs two of them itself. */
export function knotConfiguration(folder: string, port: number): string {
  const zone = (name: string): string =>
    signedZones.includes(name)
      ? `  - domain: ${name}\n    dnssec-signing: on\n    dnssec-policy: own\n`
      : `  - domain: ${name}\n`
  return `server:
    rundir: "${folder}"
    listen: 127.0.0.1@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "${folder}/knot"
    journal-db-max-size: 16M
    kasp-db-max-size: 16M
    timer-db-max-size: 16M
    catalog-db-max-size: 16M
log:
  - target: stderr
    any: warning
policy:
  - id: own
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: "${folder}"
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
zone:
${[...Object.keys(zones), 'broken.test'].map(zone).join('')}`
}

/**
 * Unbound: the resolver of the customer's side. It trusts the key of `acme.test`, and for
 * `bogus.test` a key that does not exist, so every answer from there is a forgery to it.
 */
export function unboundConfiguration(
  folder: string,
  ports: { readonly own: number; readonly knot: number },
  delegationSigner: string,
): string {
  const stub = (name: string): string => `stub-zone:
  name: ${name}
  stub-addr: 127.0.0.1@${ports.knot}
`
  const names = [...Object.keys(zones), 'broken.test', 'nowhere.test']
  return `server:
  interface: 127.0.0.1@${ports.own}
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  use-syslog: no
  num-threads: 1
  do-not-query-localhost: no
  local-zone: "test." nodefault
  module-config: "validator iterator"
  cache-max-ttl: 0
  cache-max-negative-ttl: 0
  trust-anchor: "${delegationSigner}"
  trust-anchor: "bogus.test. DS 1 13 2 ${'ab'.repeat(32)}"
remote-control:
  control-enable: no
${names.map(stub).join('')}`
}

/**
 * dnsdist: DNS over HTTPS, with and without TLS, in front of Unbound. It would look whether Unbound
 * lives by asking for a name of the internet.
 */
export function dnsdistConfiguration(ports: {
  readonly unbound: number
  readonly own: number
  readonly http: number
  readonly https: number
  readonly certificate: string
  readonly key: string
}): string {
  const path = '"/dns-query"'
  return `setSecurityPollSuffix("")
setLocal("127.0.0.1:${ports.own}")
newServer("127.0.0.1:${ports.unbound}"):setUp()
addDOHLocal("127.0.0.1:${ports.http}", nil, nil, ${path})
addDOHLocal("127.0.0.1:${ports.https}", "${ports.certificate}", "${ports.key}", ${path})
`
}
