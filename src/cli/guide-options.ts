import { parseArgs } from 'node:util'
import type { GuideLocale, GuideProtocol } from '../guides/guide.ts'
import { profiles } from '../guides/profiles.ts'
import { explained } from './answer.ts'
import { defaultConfig } from './config.ts'

/** Where the addresses come from: the host's own `Sso`, or what every `Sso` of this origin would say. */
export type GuideSource =
  | { readonly kind: 'config'; readonly config: string; readonly connectionId: string }
  | {
      readonly kind: 'base_url'
      readonly baseUrl: string
      readonly basePath: string | undefined
      readonly connectionId: string | undefined
      readonly profile: string
    }

export interface GuideArguments {
  readonly source: GuideSource
  readonly product: string
  readonly profile: string | undefined
  readonly protocol: GuideProtocol | undefined
  readonly locale: GuideLocale
  readonly variants: readonly string[]
  readonly isJson: boolean
}

type Problem = { readonly problem: string }

const protocols: readonly GuideProtocol[] = ['oidc', 'saml']
const locales: readonly GuideLocale[] = ['en', 'de']

export function readGuideOptions(args: readonly string[]): GuideArguments | Problem {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ product: { type: 'string' }, connection: { type: 'string' } },
        ...{ config: { type: 'string' }, 'base-url': { type: 'string' } },
        ...{ 'base-path': { type: 'string' }, profile: { type: 'string' } },
        ...{ protocol: { type: 'string' }, locale: { type: 'string' } },
        variant: { type: 'string', multiple: true },
        json: { type: 'boolean' },
      },
    })
    if (positionals.length > 1) {
      return { problem: `ssokit guide does not know ${JSON.stringify(positionals[1])}.` }
    }
    const { product, profile, protocol: given, locale: wanted = 'en', variant = [] } = values
    if (product === undefined || product.trim() === '') {
      return { problem: '--product NAME is missing: what your product is called.' }
    }
    if (profile !== undefined && !profiles.some(({ id }) => id === profile)) {
      return { problem: `--profile is one of ${profiles.map(({ id }) => id).join(', ')}.` }
    }
    const protocol = protocols.find((one) => one === given)
    if (protocol !== given) return { problem: '--protocol is oidc or saml.' }
    const locale = locales.find((one) => one === wanted)
    if (locale === undefined) return { problem: '--locale is en or de.' }
    const source = sourceOf(values, profile)
    if ('problem' in source) return source
    const variants = variant.flatMap((names) => names.split(','))
    return {
      ...{ source, product, profile, protocol, locale, variants },
      isJson: values.json === true,
    }
  } catch (error) {
    return { problem: explained(error).message }
  }
}

interface SourceValues {
  readonly config?: string
  readonly connection?: string
  readonly 'base-url'?: string
  readonly 'base-path'?: string
}

function sourceOf(values: SourceValues, profile: string | undefined): GuideSource | Problem {
  const { config, connection: connectionId, 'base-url': baseUrl, 'base-path': basePath } = values
  if (baseUrl === undefined) {
    if (basePath !== undefined) return { problem: '--base-path goes with --base-url only.' }
    if (connectionId !== undefined) {
      return { kind: 'config', config: config ?? defaultConfig, connectionId }
    }
    return { problem: 'Say whose guide it is: --connection ID, or --base-url URL.' }
  }
  if (config !== undefined) return { problem: '--base-url and --config exclude each other.' }
  if (profile === undefined) return { problem: '--base-url needs --profile.' }
  return { kind: 'base_url', baseUrl, basePath, connectionId, profile }
}
