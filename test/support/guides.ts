import { connectionUrls, resolvePaths } from '../../src/config/paths.ts'
import {
  type Guide,
  type GuideLocale,
  type GuideOption,
  type GuidePart,
  loadGuide,
  renderGuide,
} from '../../src/guides/index.ts'
import type { ConnectionSetup } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { saml } from '../../src/saml/index.ts'
import { baseUrl } from './harness.ts'

export const connectionId = 'con_1'

/** The addresses of a connection, as `createSso` makes them without configuration. */
export const urls = connectionUrls(baseUrl, resolvePaths(undefined, undefined).paths, connectionId)

/** What `connections.setup` answers about a connection of this profile. */
export async function setupOf(
  profile: string,
  protocol: string,
  options: readonly GuideOption[] = [],
): Promise<ConnectionSetup> {
  const provider = protocol === 'oidc' ? oidc() : saml()
  const settings = options.includes('spa') ? { clientAuthentication: 'none' } : {}
  const fields = await provider.setupFields({ profile, urls, settings })
  return { fields, loginUrl: urls.organizationLogin }
}

/** Loads a guide by its id. */
export function guideOf(id: string): Promise<Guide> {
  const [profile = '', protocol] = id.split('-')
  return loadGuide(profile, protocol === 'saml' ? 'saml' : 'oidc')
}

/** A guide as an admin reads it: `[label]`, `` `code` `` and values as they are. */
export interface ToldGuide {
  /** Ids of what is told, in order. */
  readonly ids: readonly string[]
  /** The text of a step; fails where it is not told. */
  step(id: string): string
  /** Everything, one step a line. */
  readonly text: string
}

export async function tell(
  id: string,
  options: readonly GuideOption[] = [],
  { locale = 'en', product = 'Example App' }: { locale?: GuideLocale; product?: string } = {},
): Promise<ToldGuide> {
  const guide = await guideOf(id)
  const setup = await setupOf(guide.profile, guide.protocol, options)
  const { chapters } = renderGuide(guide, { product, setup, locale, options })
  const steps = chapters.flatMap((chapter) => chapter.steps)
  const texts = new Map(steps.map((step) => [step.id, step.parts.map(written).join('')]))
  return {
    ids: [...texts.keys()],
    step(wanted) {
      const text = texts.get(wanted)
      if (text === undefined) throw new Error(`${id} does not tell ${wanted}.`)
      return text
    },
    text: [...texts.values()].join('\n'),
  }
}

function written(part: GuidePart): string {
  if (part.kind === 'label') return `[${part.text}]`
  return part.kind === 'code' ? `\`${part.text}\`` : part.text
}
