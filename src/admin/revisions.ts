import { isPlainObject } from '../config/shape.ts'
import {
  applyInput,
  contentIssues,
  defaultAccess,
  defaultSession,
  type RevisionContent,
} from '../connection/content.ts'
import { editSecrets, fingerprint, knownFingerprint, secretIssues } from '../connection/secrets.ts'
import { callHost, type Core } from '../core/core.ts'
import { canonicalJson } from '../crypto/digest.ts'
import { connectionError } from '../connection/error.ts'
import { printable, type SsoIssue, sentenceOf } from '../errors.ts'
import type { SealedSecrets } from '../storage/ports.ts'
import type { ConnectionInput, ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { SettingsContext, SsoProvider, ValidatedSettings } from '../types/provider.ts'

export interface EditedRevision {
  readonly revision: ConnectionRevision
  readonly sealed: SealedSecrets
  /** Secrets that were dropped because they would have gone somewhere else (rule T4). */
  readonly erased: readonly string[]
}

/** What a connection starts from before anybody entered anything. */
export async function emptyContent(
  core: Core,
  provider: SsoProvider,
  profile: string,
): Promise<RevisionContent> {
  const { settings } = await validateSettings(core, provider, {}, { profile, storedSecrets: [] })
  return {
    settings,
    claims: provider.defaultClaims(profile),
    access: defaultAccess,
    session: defaultSession,
  }
}

/**
 * What a new connection starts from: as nobody edited it, but for what the host begins it with.
 *
 * @throws {SsoError} `connection_invalid`, `host_callback_failed`
 */
export async function firstContent(
  core: Core,
  provider: SsoProvider,
  { organizationId, profile }: { organizationId: string; profile: string },
): Promise<RevisionContent> {
  const content = await emptyContent(core, provider, profile)
  const about = { organizationId, profile, protocol: provider.protocol }
  const begun = (await callHost(() => core.config.connectionDefaults?.(about))) ?? undefined
  if (begun === undefined) return content
  refuseInvalid(defaultIssues(begun))
  return applyInput(content, begun, { claims: provider.defaultClaims(profile) })
}

export async function validateSettings(
  core: Core,
  provider: SsoProvider,
  settings: JsonObject,
  about: Omit<SettingsContext, 'isAllowedUrl'>,
): Promise<ValidatedSettings> {
  const { isAllowedUrl } = await core.network()
  return provider.validateSettings(settings, { ...about, isAllowedUrl })
}

/**
 * Builds the draft that an edit leads to. Nothing is stored, so a refused edit changes nothing.
 *
 * @param headerIssues what is wrong with the rest of the edit
 * @throws {SsoError} `connection_invalid` with every problem in `issues`
 */
export async function editRevision(
  core: Core,
  provider: SsoProvider,
  owner: { organizationId: string; connectionId: string; profile: string },
  base: {
    content: RevisionContent
    sealed: SealedSecrets
    /** The revisions that the edit may lead back to. */
    revisions: readonly { readonly revision: ConnectionRevision; readonly sealed: SealedSecrets }[]
  },
  input: ConnectionInput,
  headerIssues: readonly SsoIssue[],
): Promise<EditedRevision> {
  const entered = input.secrets ?? {}
  const previous = base.content.settings as JsonObject
  const settings = await imported(core, provider, owner.connectionId, previous, input.settings)
  const edited = applyInput(
    base.content,
    { ...input, ...(settings ? { settings } : {}) },
    { claims: provider.defaultClaims(owner.profile) },
  )
  const validated = await validateSettings(core, provider, edited.settings as JsonObject, {
    ...{ profile: owner.profile, previous, storedSecrets: [] },
  })
  refuseInvalid([
    ...headerIssues,
    ...unknownMembers(input, inputMembers),
    ...validated.invalid,
    ...contentIssues(edited, core.config.roles),
    ...(await enteredSecretIssues(provider, entered)),
  ])
  const content = { ...edited, settings: validated.settings }
  const { secrets: sealed, erased } = await editSecrets({
    sealer: core.sealer,
    owner,
    previous: base.sealed,
    isBindingKept: binding(provider, previous) === binding(provider, validated.settings),
    entered,
    now: core.config.clock(),
  })
  const revision: ConnectionRevision = {
    fingerprint:
      knownFingerprint(base.revisions, content, sealed) ??
      (await fingerprint(core.sealer, owner, content, sealed)),
    ...content,
    secrets: Object.fromEntries(
      Object.entries(sealed).map(([field, { setAt }]) => [field, { setAt }]),
    ),
  }
  return { revision, sealed, erased }
}

/** Lets the protocol take apart what was handed in whole, such as metadata. */
async function imported(
  core: Core,
  provider: SsoProvider,
  connectionId: string,
  previous: JsonObject,
  entered: ConnectionInput['settings'],
): Promise<JsonObject | undefined> {
  const settings = entered as JsonObject | undefined
  if (!settings || !provider.importSettings) return settings
  const { fetchFor, allowsHttp } = await core.network()
  const context = { previous, fetch: fetchFor(connectionId), allowsHttp, now: core.config.clock }
  return provider.importSettings(settings, context)
}

/** The protocol looks at what is entered only where it is text at all, and of a field it knows. */
async function enteredSecretIssues(
  provider: SsoProvider,
  entered: Readonly<Record<string, string | null>>,
): Promise<readonly SsoIssue[]> {
  const issues = secretIssues(entered, provider.secretFields)
  if (issues.length > 0) return issues
  const texts = Object.entries(entered).flatMap(([field, value]) =>
    value === null ? [] : [[field, value] as const],
  )
  return (await provider.secretIssues?.(Object.fromEntries(texts))) ?? []
}

const inputMembers = [
  ...['description', 'loginPath', 'settings', 'secrets', 'claims', 'access', 'session'],
  ...['organizationId', 'protocol', 'profile'],
]

/** Of `connectionDefaults`; what belongs to one connection alone is no default. */
const defaultMembers = ['settings', 'claims', 'access', 'session']

/** What a host of plain JavaScript mistypes must not mean that a connection begins with our defaults. */
function defaultIssues(begun: unknown): readonly SsoIssue[] {
  const isAnswer = isPlainObject(begun)
  const parts = isAnswer
    ? Object.entries(begun).filter(([name]) => defaultMembers.includes(name))
    : [['connectionDefaults', begun] as const]
  const wrong = parts.filter(([, part]) => part !== undefined && !isPlainObject(part))
  const issues = wrong.map(([name]) => ({
    path: printable(name),
    code: 'connection_value_invalid',
    message: `${printable(name)} of connectionDefaults is no object.`,
    hint: 'Answer an object, or undefined where a connection begins with nothing of yours.',
  }))
  return isAnswer ? [...issues, ...unknownMembers(begun, defaultMembers)] : issues
}

/** A mistyped `acess` must not mean that the old rules go on. */
function unknownMembers(input: object, known: readonly string[]): SsoIssue[] {
  const unknown = Object.keys(input).filter((name) => !known.includes(name))
  return unknown.map((name) => ({
    path: printable(name),
    code: 'connection_field_unknown',
    message: `There is no member ${printable(name)}.`,
    hint: `Use one of ${known.join(', ')}.`,
  }))
}

export function refuseInvalid(issues: readonly SsoIssue[]): void {
  if (issues.length === 0) return
  throw connectionError('connection_invalid', {
    message: sentenceOf(issues),
    issues,
  })
}

function binding(provider: SsoProvider, settings: JsonObject): string {
  return canonicalJson(provider.secretBinding(settings))
}
