/**
 * Where everything in `src` belongs. A new folder or package gets its row here
 * first; a file without a row fails the test.
 */

export type Layer = 0 | 1 | 2 | 3

interface Row {
  readonly files: RegExp
  readonly layer: Layer
}

/** Protocol files that do IO or bind the rest together. Every other file of `oidc` and `saml` is pure. */
const protocolShell = [
  `oidc/(${[
    'authorization-request',
    'check/check',
    'check/client-probe',
    'check/redirect-probe',
    'discover',
    'discovery',
    'exchange',
    'exchange-code',
    'finish-login',
    'generate-client-key',
    'index',
    'login',
    'logout',
    'open-network',
    'hybrid',
    'provider',
    'pushed-request',
    'received-claims',
    'refresh',
    'resolve-groups',
    'shared-attempts',
    'transport',
    'trust',
    'userinfo',
    'validate-id-token',
    'validate-logout-token',
  ].join('|')})`,
  'saml/(check/check|fetch-metadata|idp-metadata|import-settings|index|login|logout|messages|provider|trust|verify-logout|verify-response)',
].join('|')

/** The first row that fits counts. */
export const rows: readonly Row[] = [
  // 0: what everything may rest on
  { files: /^(errors|error-[\w-]+|ui-texts|url)\.ts$/, layer: 0 },
  { files: /^(types|crypto|storage\/ports)\//, layer: 0 },
  { files: /^(storage\/ports|dns\/port)\.ts$/, layer: 0 },
  // 1: pure decisions
  { files: /^(connection|identity|access|domain|guides)\//, layer: 1 },
  { files: new RegExp(`^(${protocolShell})\\.ts$`), layer: 2 },
  { files: /^(oidc|saml)\//, layer: 1 },
  // Pure although it stands in the shell's folder: `samlUrls` needs the same templates.
  { files: /^config\/paths\.ts$/, layer: 1 },
  // What the ways to ask DNS share.
  { files: /^dns\/(message\/|(failure|limits|query-name)\.ts$)/, layer: 1 },
  { files: /^trace\/(?!list|record|write)/, layer: 1 },
  // Tables as data, which the command line prints and every adapter of a SQL database uses.
  { files: /^storage\/schema\//, layer: 1 },
  // 2: the shell, which does IO in a fixed order
  { files: /^(index|sso)\.ts$/, layer: 2 },
  {
    files:
      /^(admin|audit|config|core|domains|flow|http|login|logout|maintenance|session|telemetry|trace)\//,
    layer: 2,
  },
  // Statements over a client that an adapter gives.
  { files: /^storage\/sql\//, layer: 2 },
  // 3: edges
  { files: /^(adapters|cli|dns|portal|storage|testing)\//, layer: 3 },
]

export function layerOf(path: string): Layer | undefined {
  return rows.find(({ files }) => files.test(path))?.layer
}

/** Edges do not import one another. Adapters, the command line and so on are one edge each. */
export function edgeOf(path: string): string | undefined {
  if (layerOf(path) !== 3) return undefined
  const [folder = '', name = ''] = path.replace(/\.ts$/, '').split('/')
  return folder === 'storage' || folder === 'dns' ? `${folder}/${name}` : folder
}

/** Each third-party package and the only files that may name it, in types too. */
export const homes: Readonly<Record<string, RegExp>> = {
  '@nestjs/core': /^adapters\/nest\.ts$/,
  jose: /^(crypto|oidc|testing)\//,
  oauth4webapi: /^oidc\//,
  tldts: /^domain\/public-suffix\.ts$/,
  samlify: /^saml\/messages\.ts$/,
  'fast-xml-parser': /^saml\/idp-metadata\.ts$/,
  saxes: /^saml\/xml\//,
}

/** Where built-in modules may be imported; elsewhere they come from `process.getBuiltinModule`. */
export const builtinHomes = /^(adapters|cli|testing)\/|^dns\/node(\/|\.ts$)/

/** Ports and plain types describe one another; such a cycle vanishes when types are erased. */
export const typeCycleHomes = /^types\/|^storage\/ports(\/|\.ts$)|^dns\/port\.ts$/

/** The only file that makes random values. */
export const randomHome = 'crypto/random.ts'

/** Clock, randomness, network and output arrive in pure files as arguments. */
export const forbiddenInPure: ReadonlySet<string> = new Set([
  'console.*',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'Date.now',
  'fetch()',
  'Math.random',
  'new Date()',
  'performance.now',
  'process.*',
  'setInterval()',
  'setTimeout()',
])

export const MAX_CODE_LINES = 300
