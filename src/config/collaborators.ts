import type { ActivationGate } from '../types/config.ts'
import { pathKeys } from './paths.ts'
import { checkMembers, checkMethods, type IssueList, isPlainObject } from './shape.ts'

const storageMethods: Readonly<Record<string, readonly string[]>> = {
  connections: ['load', 'list', 'create', 'update', 'saveTrust', 'saveEvidence', 'remove'],
  organizations: ['get', 'update'],
  domains: ['claim', 'list', 'update', 'verify', 'lease', 'release'],
  ephemeral: ['put', 'get', 'take', 'reserve', 'deleteExpired'],
  sessions: ['put', 'get', 'update', 'find', 'end', 'lease', 'unlease', 'deleteExpired'],
  journal: ['append', 'list', 'trim'],
}

const accountMethods = [
  'findByKey',
  'findByEmail',
  'create',
  'update',
  'link',
  'deactivate',
  'unlink',
]

const providerMethods = [
  ...['validateSettings', 'secretBinding', 'trustBinding', 'issuers', 'setupFields', 'loadTrust'],
  ...['defaultClaims', 'recognise', 'startLogin', 'finishLogin'],
]

const hooks = [
  ...[
    'isSsoAllowed',
    'authorize',
    'describeActor',
    'connectionDefaults',
    'readSession',
    'onLogin',
    'onLocalLogout',
    'onRefused',
  ],
  ...['onError', 'onSessionsEnd', 'onEvent', 'legacyAccounts', 'fetch', 'clock', 'waitUntil'],
]

const gates: readonly ActivationGate[] = [
  ...(['check', 'test', 'domain', 'login_path', 'role_mapping', 'confirmation'] as const),
]

/** Checks what the host plugs in: providers, storage, accounts, DNS and hooks. */
export function checkCollaborators(list: IssueList, config: Record<string, unknown>): void {
  checkProviders(list, config.providers)
  checkStorage(list, config.storage)
  for (const name of hooks) {
    if (config[name] === undefined || typeof config[name] === 'function') continue
    list.add(name, `${name} must be a function.`, 'Pass a function or leave it out.')
  }
  if (config.dns !== undefined) checkMethods(list, 'dns', config.dns, ['resolveTxt'])
  if (config.accounts !== undefined) checkAccounts(list, config.accounts)
  checkActivation(list, config)
  checkOrganization(list, config.organization)
  checkDomains(list, config.domains)
  checkTextList(list, 'profiles', config.profiles)
  checkIdentity(list, config.identity)
  checkKept(list, 'trace', config.trace, { keep: 500, days: 30 })
  checkKept(list, 'audit', config.audit, { days: 3650 })
}

/** @param limits the highest value of each member; the lowest is one */
function checkKept(
  list: IssueList,
  path: string,
  kept: unknown,
  limits: Readonly<Record<string, number>>,
): void {
  if (kept === undefined || kept === false) return
  if (!isPlainObject(kept)) {
    list.add(path, `${path} is an object or false.`, 'Write false to keep nothing.')
    return
  }
  checkMembers(list, path, kept, Object.keys(limits))
  for (const [name, most] of Object.entries(limits)) {
    const { [name]: value = 1 } = kept
    if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most) continue
    list.add(`${path}.${name}`, 'This is no possible number.', `Use a whole number up to ${most}.`)
  }
}

function checkIdentity(list: IssueList, identity: unknown): void {
  if (identity === undefined) return
  const attributes = isPlainObject(identity) ? identity.attributes : undefined
  // Schemas of some libraries are functions.
  const schema = (attributes as { '~standard'?: unknown } | undefined)?.['~standard']
  if (isPlainObject(identity)) checkMembers(list, 'identity', identity, ['attributes'])
  if (isPlainObject(schema) && schema.version === 1 && typeof schema.validate === 'function') return
  list.add(
    'identity.attributes',
    'This is no Standard Schema.',
    'Pass one of zod, valibot, arktype …',
  )
}

function checkProviders(list: IssueList, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    list.add('providers', 'At least one protocol is needed.', 'Pass [oidc()] from ssokit/oidc.')
    return
  }
  const seen = new Set<unknown>()
  for (const [index, provider] of value.entries()) {
    const path = `providers.${index}`
    checkMethods(list, path, provider, providerMethods)
    if (!isPlainObject(provider)) continue
    const { protocol, routes } = provider
    if (typeof protocol !== 'string' || !/^[a-z][a-z0-9_]*$/.test(protocol)) {
      list.add(`${path}.protocol`, 'The protocol needs a name.', 'Use lower-case letters.')
    } else if (seen.has(protocol)) {
      list.add(path, `The protocol ${protocol} is listed twice.`, 'List every protocol once.')
    }
    seen.add(protocol)
    if (!Array.isArray(routes) || !routes.every(isRoute)) {
      list.add(
        `${path}.routes`,
        'A route has no known path or does not say what it serves.',
        'Use keys of SsoPaths, and serve answers, a document or logout.',
      )
    }
    for (const name of ['answerParameters', 'secretFields'] as const) {
      if (Array.isArray(provider[name])) continue
      list.add(`${path}.${name}`, `${name} is missing.`, 'Pass a list, possibly empty.')
    }
  }
}

function isRoute(route: unknown): boolean {
  if (!isPlainObject(route)) return false
  const { key, serves } = route
  return (
    (pathKeys as readonly unknown[]).includes(key) &&
    (serves === 'answers' || serves === 'document' || serves === 'logout')
  )
}

function checkStorage(list: IssueList, value: unknown): void {
  if (!isPlainObject(value)) {
    list.add(
      'storage',
      'storage is missing.',
      'Pass memoryStorage() to try things out.',
      'config_port_missing',
    )
    return
  }
  for (const [port, methods] of Object.entries(storageMethods)) {
    checkMethods(list, `storage.${port}`, value[port], methods)
  }
}

function checkAccounts(list: IssueList, value: unknown): void {
  checkMethods(list, 'accounts', value, accountMethods)
  const scope = isPlainObject(value) ? value.scope : undefined
  if (scope !== 'organization' && scope !== 'global') {
    list.add('accounts.scope', 'scope is not known.', 'Use organization or global.')
  }
}

function checkActivation(list: IssueList, config: Record<string, unknown>): void {
  const { activation } = config
  if (activation === undefined) return
  if (isPlainObject(activation)) {
    checkMembers(list, 'activation', activation, ['requires', 'enforcement'])
    checkEnforcement(list, activation.enforcement)
  }
  const requires = isPlainObject(activation) ? activation.requires : undefined
  if (!Array.isArray(requires)) {
    list.add('activation.requires', 'requires must be a list.', `Use some of ${gates.join(', ')}.`)
    return
  }
  for (const [index, gate] of requires.entries()) {
    if (!gates.includes(gate)) {
      list.add(
        `activation.requires.${index}`,
        'There is no such gate.',
        `Use some of ${gates.join(', ')}.`,
      )
    }
  }
  const needs = (gate: ActivationGate, option: string, hint: string) => {
    if (!requires.includes(gate) || config[option] !== undefined) return
    list.add(
      option,
      `activation requires ${gate}, but ${option} is missing.`,
      hint,
      'config_port_missing',
    )
  }
  // Domains that the one organisation is trusted with are proved to nobody.
  const { organization } = config
  const trusted = isPlainObject(organization) ? organization.trustedDomains : undefined
  if (!Array.isArray(trusted) || trusted.length === 0) {
    needs('domain', 'dns', 'Pass nodeDns(), dohDns() or a resolver of your own.')
  }
  needs('role_mapping', 'roles', 'Pass the catalogue of roles that groups may be mapped to.')
}

/** A mistyped mode must not mean that nothing is enforced. */
function checkEnforcement(list: IssueList, value: unknown): void {
  if (value === undefined) return
  const { mode, irreversible } = isPlainObject(value) ? value : {}
  const isKnown = mode === 'enforced_new' || mode === 'enforced_all'
  if (isKnown && [undefined, true, false].includes(irreversible as undefined)) return
  list.add('activation.enforcement', 'This is no enforcement.', "Pass { mode: 'enforced_all' }.")
}

function checkOrganization(list: IssueList, value: unknown): void {
  if (value === undefined) return
  if (!isPlainObject(value) || typeof value.id !== 'string' || value.id === '') {
    list.add('organization.id', 'The organisation needs an id.', "Pass { id: 'main' }.")
    return
  }
  checkMembers(list, 'organization', value, ['id', 'trustedDomains'])
  checkTextList(list, 'organization.trustedDomains', value.trustedDomains)
}

function checkDomains(list: IssueList, value: unknown): void {
  if (value === undefined) return
  if (!isPlainObject(value)) {
    list.add('domains', 'domains must be an object.', 'See SsoConfig.')
    return
  }
  checkMembers(list, 'domains', value, ['recordLabel', 'recordValuePrefix', 'mailboxDomains'])
  const { recordLabel, recordValuePrefix } = value
  if (recordLabel !== undefined && !/^_[a-z0-9-]{1,62}$/.test(String(recordLabel))) {
    list.add(
      'domains.recordLabel',
      'This is no label for a TXT record.',
      'Write it like _acme-sso.',
    )
  }
  if (recordValuePrefix !== undefined && !/^[\x21-\x7e]{0,64}$/.test(String(recordValuePrefix))) {
    list.add(
      'domains.recordValuePrefix',
      'The prefix is not plain ASCII.',
      'Write it like acme-sso=.',
    )
  }
  checkTextList(list, 'domains.mailboxDomains', value.mailboxDomains)
  for (const [index, name] of Object.entries(value.mailboxDomains ?? [])) {
    if (/^[^\s.@:/]+(\.[^\s.@:/]+)+$/.test(String(name))) continue
    list.add(
      `domains.mailboxDomains.${index}`,
      'This is no domain name.',
      'Write it like mail.com.',
    )
  }
}

function checkTextList(list: IssueList, path: string, value: unknown): void {
  if (value === undefined) return
  const isTextList =
    Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '')
  if (!isTextList) list.add(path, `${path} must be a list of texts.`, 'Remove what is not text.')
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Checks the catalogue of roles. */
export function checkRoles(list: IssueList, config: Record<string, unknown>): void {
  const { roles } = config
  if (roles === undefined) return
  if (!isPlainObject(roles) || !Array.isArray(roles.catalogue)) {
    list.add('roles.catalogue', 'The catalogue must be a list.', 'List roles with id and label.')
    return
  }
  checkMembers(list, 'roles', roles, ['catalogue', 'cardinality', 'allowSharedGroups'])
  const seen = new Set<unknown>()
  for (const [index, role] of roles.catalogue.entries()) {
    const path = `roles.catalogue.${index}`
    if (!isPlainObject(role) || !isText(role.id) || !isText(role.label)) {
      list.add(path, 'A role needs id and label.', "Write { id: 'admin', label: 'Administrator' }.")
      continue
    }
    checkMembers(list, path, role, ['id', 'label', 'description'])
    if (role.description !== undefined && !isText(role.description)) {
      list.add(`${path}.description`, 'A description is a text.', 'Say what the role may do.')
    }
    if (seen.has(role.id)) list.add(path, `The role ${role.id} is listed twice.`, 'Remove one.')
    seen.add(role.id)
  }
  if (!['boolean', 'undefined'].includes(typeof roles.allowSharedGroups)) {
    list.add('roles.allowSharedGroups', 'This is true or false.', 'Pass a boolean.')
  }
  if (!['one_group_per_role', 'many', undefined].includes(roles.cardinality as string)) {
    list.add(
      'roles.cardinality',
      'This cardinality is not known.',
      'Use one_group_per_role or many.',
    )
  }
}
