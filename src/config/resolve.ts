import { sentenceOf, SsoError, type SsoIssue } from '../errors.ts'
import { resolveNetworkPolicy, type ResolvedNetworkPolicy } from '../http/network/policy.ts'
import { acceptMixUpRisk, type SsoConfig } from '../types/config.ts'
import type { SsoProvider } from '../types/provider.ts'
import type { AuditConfig } from '../types/audit.ts'
import type { TraceConfig } from '../types/trace.ts'
import { checkCollaborators, checkRoles } from './collaborators.ts'
import { resolvePaths, type ResolvedPaths } from './paths.ts'
import { secretProblem } from './secrets.ts'
import { checkMembers, createIssueList, type IssueList, isPlainObject } from './shape.ts'
import { isUrl } from '../url.ts'

/** The configuration with every default filled in: the rest of the code never asks again. */
export interface ResolvedConfig<Context> extends Omit<
  SsoConfig<Context>,
  | 'basePath'
  | 'paths'
  | 'network'
  | 'clock'
  | 'activation'
  | 'allowedReturnOrigins'
  | 'trace'
  | 'audit'
> {
  readonly baseUrl: string
  readonly paths: ResolvedPaths
  readonly network: ResolvedNetworkPolicy
  readonly allowedReturnOrigins: readonly string[]
  readonly activation: NonNullable<SsoConfig['activation']>
  readonly acceptsMixUpRisk: boolean
  readonly trace: false | Required<TraceConfig>
  readonly audit: false | Required<AuditConfig>
  readonly providerByProtocol: ReadonlyMap<string, SsoProvider>
  clock(): Date
}

const options = [
  ...['baseUrl', 'basePath', 'paths', 'secrets', 'providers', 'storage', 'dns', 'organization'],
  ...['accounts', 'identity', 'roles', 'activation', 'profiles', 'isSsoAllowed', 'authorize'],
  ...['describeActor', 'readSession', 'connectionDefaults'],
  ...['onLogin', 'onLocalLogout', 'onRefused', 'onError', 'onSessionsEnd', 'onEvent'],
  ...[
    'allowedReturnOrigins',
    'domains',
    'legacyAccounts',
    'trace',
    'audit',
    'network',
    'fetch',
    'clock',
    'waitUntil',
  ],
] as const

/**
 * Checks the whole configuration at start-up and fills in the defaults.
 *
 * @throws {SsoError} `config_invalid` with every problem in `issues`
 */
export function resolveConfig<Context>(config: SsoConfig<Context>): ResolvedConfig<Context> {
  const list = createIssueList()
  if (!isPlainObject(config)) {
    throw new SsoError('config_invalid', { message: 'createSso takes one object.' })
  }
  const prototype: unknown = Object.getPrototypeOf(config)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    // Methods of a class are no members: `isSsoAllowed` would silently be missing from our copy.
    list.add(
      '',
      'The configuration is an instance of a class.',
      'Pass a plain object: { ...members }.',
    )
  }
  checkMembers(list, '', config, options)
  const baseUrl = checkBaseUrl(list, config.baseUrl)
  const resolvedPaths = resolvePaths(config.basePath, checkObject(list, 'paths', config.paths))
  const network = resolveNetworkPolicy(config.network, baseUrl)
  list.issues.push(...resolvedPaths.issues, ...network.issues)
  checkSecrets(list, config.secrets)
  checkCollaborators(list, config as unknown as Record<string, unknown>)
  checkRoles(list, config as unknown as Record<string, unknown>)
  const allowedReturnOrigins = checkOrigins(list, config.allowedReturnOrigins)
  if (list.issues.length === 0) list.issues.push(...providerIssues(baseUrl, config.providers))
  if (list.issues.length > 0) {
    throw new SsoError('config_invalid', {
      message: `createSso: ${sentenceOf(list.issues)}`,
      issues: list.issues,
    })
  }
  return Object.freeze({
    ...config,
    baseUrl,
    paths: resolvedPaths.paths,
    network: network.policy,
    allowedReturnOrigins,
    activation: config.activation ?? { requires: ['check', 'test'] as const },
    trace: config.trace === false ? false : { keep: 50, days: 30, ...config.trace },
    audit: config.audit === false ? false : { days: 400, ...config.audit },
    acceptsMixUpRisk: config[acceptMixUpRisk] === true,
    providerByProtocol: new Map(config.providers.map((provider) => [provider.protocol, provider])),
    clock: config.clock ?? (() => new Date()),
  })
}

function checkBaseUrl(list: IssueList, value: unknown): string {
  const hint = 'Use the public origin, such as https://app.example.com.'
  if (typeof value !== 'string' || !isUrl(value)) {
    list.add('baseUrl', 'baseUrl is not an address.', hint)
    return 'https://invalid.invalid'
  }
  const url = new URL(value)
  const isOrigin = url.href === `${url.origin}/`
  if (!isOrigin) list.add('baseUrl', 'baseUrl must be an origin without path or query.', hint)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    list.add('baseUrl', 'baseUrl must be https; http is for loopback only.', hint)
  }
  return url.origin
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/** What each protocol has against its own options, once those of the core are in order. */
function providerIssues(baseUrl: string, providers: readonly SsoProvider[]): readonly SsoIssue[] {
  const host = { isLoopback: isLoopback(new URL(baseUrl)) }
  return providers.flatMap(
    (provider, index) =>
      provider
        .configIssues?.(host)
        .map((issue) => ({ ...issue, path: `providers.${index}.${issue.path}` })) ?? [],
  )
}

function checkSecrets(list: IssueList, value: unknown): void {
  const hint = 'Generate one with: npx ssokit secret generate'
  if (!Array.isArray(value) || value.length === 0) {
    list.add('secrets', 'At least one secret is needed.', hint)
    return
  }
  for (const [index, secret] of value.entries()) {
    const problem = secretProblem(secret)
    if (problem) list.add(`secrets.${index}`, problem, hint, 'config_secret_weak')
    else if (value.indexOf(secret) !== index) {
      list.add(`secrets.${index}`, 'This secret is listed twice.', hint, 'config_secret_repeated')
    }
  }
}

function checkOrigins(list: IssueList, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    list.add(
      'allowedReturnOrigins',
      'This must be a list of origins.',
      "Write ['https://docs.example.com'].",
    )
    return []
  }
  return value.map((origin, index) => {
    const isOrigin =
      typeof origin === 'string' &&
      /^https?:/.test(origin) &&
      isUrl(origin) &&
      new URL(origin).href === `${new URL(origin).origin}/`
    if (!isOrigin) {
      list.add(
        `allowedReturnOrigins.${index}`,
        'This is not an origin.',
        'Write it like https://docs.example.com.',
      )
      return ''
    }
    return new URL(origin).origin
  })
}

function checkObject(
  list: IssueList,
  path: string,
  value: unknown,
): Record<string, unknown> | undefined {
  if (value === undefined || isPlainObject(value)) return value
  list.add(path, `${path} must be an object.`, 'See SsoConfig.')
  return undefined
}
