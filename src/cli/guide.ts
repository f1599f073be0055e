import { connectionUrls, resolvePaths } from '../config/paths.ts'
import { guideOptions } from '../guides/guide-options.ts'
import type { GuideOption, GuideProtocol } from '../guides/guide.ts'
import { loadGuide } from '../guides/load.ts'
import { guideMarkdown } from '../guides/markdown.ts'
import { profiles } from '../guides/profiles.ts'
import { renderGuide } from '../guides/render.ts'
import { systemActor } from '../types/config.ts'
import type { ConnectionSetup, SamlSettings } from '../types/connection.ts'
import { isUrl } from '../url.ts'
import { type CliAnswer, misuse, unable } from './answer.ts'
import { type GuideArguments, type GuideSource, readGuideOptions } from './guide-options.ts'
import { jsonLine } from './text.ts'
import type { CliTools } from './tools.ts'

/** Stands in addresses where no connection was named. */
const NO_CONNECTION = 'CONNECTION_ID'

/** What a guide is made of. */
interface Subject {
  readonly profile: string
  readonly protocol: GuideProtocol
  readonly setup: ConnectionSetup
  /** What the connection's own settings ask for. */
  readonly options: readonly GuideOption[]
  /** For whoever prints it. */
  readonly note?: string
}

type Problem = { readonly problem: string }

/** `ssokit guide`: what a customer's admin does, with the addresses of one connection. */
export async function guideCommand(
  args: readonly string[],
  tools: Pick<CliTools, 'load'>,
): Promise<CliAnswer> {
  const given = readGuideOptions(args)
  if ('problem' in given) return misuse(given.problem)
  try {
    const subject = await subjectOf(given, tools)
    if ('problem' in subject) return misuse(subject.problem)
    const { profile, protocol, setup, note } = subject
    const guide = await loadGuide(profile, protocol)
    const unknown = given.variants.filter((name) => !isOneOf(guide.options, name))
    if (unknown.length > 0) {
      const known = guide.options.join(', ') || 'none'
      return misuse(`This guide has no variant ${unknown.join(', ')}. It has: ${known}.`)
    }
    const options = withChosen(
      subject.options,
      guide.options.filter((name) => given.variants.includes(name)),
    )
    const { product, locale, isJson } = given
    const context = { product, setup, locale, options }
    const stdout = isJson
      ? jsonLine({
          ...{ profile, protocol, locale, variants: options },
          guide: renderGuide(guide, context),
          setup,
        })
      : guideMarkdown(guide, context)
    return { exitCode: 0, stdout, stderr: note === undefined ? '' : `${note}\n` }
  } catch (error) {
    return unable(error)
  }
}

const isOneOf = (options: readonly string[], name: string): boolean => options.includes(name)

const servers: readonly GuideOption[] = ['own_server', 'org_server']

/** A server that is chosen takes the place of the one that the settings name. */
function withChosen(
  own: readonly GuideOption[],
  chosen: readonly GuideOption[],
): readonly GuideOption[] {
  const isServerChosen = chosen.some((name) => servers.includes(name))
  const kept = own.filter((name) => !(isServerChosen && servers.includes(name)))
  return [...new Set([...kept, ...chosen])]
}

function subjectOf(
  { source, profile, protocol, variants }: GuideArguments,
  tools: Pick<CliTools, 'load'>,
): Promise<Subject | Problem> {
  return source.kind === 'config'
    ? ofConnection(source, { profile, protocol }, tools)
    : ofAddress(source, protocol, variants.includes('spa'))
}

async function ofConnection(
  { config, connectionId }: Extract<GuideSource, { kind: 'config' }>,
  wanted: { readonly profile: string | undefined; readonly protocol: GuideProtocol | undefined },
  { load }: Pick<CliTools, 'load'>,
): Promise<Subject | Problem> {
  const sso = await load(config)
  const connection = await sso.connections.get(connectionId, { actor: systemActor })
  const protocol = connection.protocol === 'saml' ? 'saml' : 'oidc'
  if (wanted.protocol !== undefined && wanted.protocol !== protocol) {
    return { problem: `The connection ${connectionId} speaks ${protocol}; leave out --protocol.` }
  }
  const profile = wanted.profile ?? connection.profile
  const revision = connection.draft ?? connection.live
  const setup = await sso.connections.setup(connectionId)
  // By default SAML maps groups where they come, OpenID Connect where somebody says so.
  const asksForGroups = protocol === 'oidc' && revision?.claims.groups !== undefined
  const hasRoles = revision?.access.roles !== undefined || asksForGroups
  const { idpInitiated = 'off' } = (revision?.settings ?? {}) as Partial<SamlSettings>
  const facts = { hasRoles, hasTile: idpInitiated !== 'off', asksForIssuer: false }
  const options = revision ? guideOptions(revision, { ...facts, profile }) : []
  return { profile, protocol, setup, options }
}

async function ofAddress(
  { baseUrl, basePath, connectionId, profile }: Extract<GuideSource, { kind: 'base_url' }>,
  wanted: GuideProtocol | undefined,
  isPublic: boolean,
): Promise<Subject | Problem> {
  if (!isOrigin(baseUrl)) {
    return { problem: '--base-url is the public origin, such as https://app.example.com.' }
  }
  if (connectionId !== undefined && !/^[\w-]{1,128}$/.test(connectionId)) {
    return { problem: '--connection is the `id` of a connection, such as con_….' }
  }
  const { paths, issues } = resolvePaths(basePath, undefined)
  const [issue] = issues
  if (issue) return { problem: `--base-path: ${issue.message} ${issue.hint}` }
  const [preferred = 'oidc'] = profiles.find(({ id }) => id === profile)?.protocols ?? []
  const protocol = wanted ?? preferred
  const urls = connectionUrls(new URL(baseUrl).origin, paths, connectionId ?? NO_CONNECTION)
  const provider =
    protocol === 'oidc'
      ? (await import('../oidc/provider.ts')).oidc()
      : (await import('../saml/provider.ts')).saml()
  const settings = isPublic ? { clientAuthentication: 'none' } : {}
  const fields = await provider.setupFields({ profile, urls, settings })
  const note = `Replace ${NO_CONNECTION} with the \`id\` of the connection, or name it with --connection.`
  return {
    ...{ profile, protocol, options: [], setup: { fields, loginUrl: urls.organizationLogin } },
    ...(connectionId === undefined ? { note } : {}),
  }
}

/** What `createSso` takes as `baseUrl`: https, or this machine. */
function isOrigin(text: string): boolean {
  if (!isUrl(text)) return false
  const { protocol, hostname, href, origin } = new URL(text)
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return href === `${origin}/` && (protocol === 'https:' || (protocol === 'http:' && isLocal))
}
