/** Languages of the guides. Labels stay in the language of the console, which is English. */
export type GuideLocale = 'en' | 'de'

/** Protocols that guides are about. */
export type GuideProtocol = 'oidc' | 'saml'

/**
 * What a guide tells only where the host asks for it:
 * `groups` sends people's groups, `login_email` sends Okta's login as an e-mail claim, `logout`
 * registers where people come back to, `tile` lets people start in the identity provider's portal,
 * `refresh` lets sessions be renewed, `spa` registers a public client without a secret
 * (`clientAuthentication: 'none'`, whose set-up values name a second redirect URI), `own_server` and
 * `org_server` choose another authorization server of Okta than `default`.
 */
export type GuideOption =
  | 'groups'
  | 'login_email'
  | 'logout'
  | 'tile'
  | 'refresh'
  | 'spa'
  | 'own_server'
  | 'org_server'

/**
 * How one identity provider is set up, as data. The outline is the same in every language; the texts
 * are written in the markup of `markup.ts`.
 */
export interface Guide {
  readonly id: string
  readonly profile: string
  readonly protocol: GuideProtocol
  /** Those that change something in it. */
  readonly options: readonly GuideOption[]
  readonly labels: GuideLabels
  readonly chapters: readonly GuideChapter[]
  readonly texts: Readonly<Record<GuideLocale, GuideTexts>>
}

/** A chapter of a guide; its texts are in `GuideTexts`. */
export interface GuideChapter extends Condition {
  readonly id: string
  readonly steps: readonly GuideStep[]
}

/** A step of a guide; its text is in `GuideTexts`. */
export interface GuideStep extends Condition {
  readonly id: string
  /** Something to know, not to do: it gets no number. */
  readonly isNote?: true
  /** The setup field whose value it tells, where not every console asks for it: else it is left out. */
  readonly field?: string
}

interface Condition {
  /** Told where one of these is chosen; always where absent. */
  readonly when?: readonly GuideOption[]
  /** Left out where one of these is chosen. */
  readonly unless?: readonly GuideOption[]
}

/** The texts of a guide in one language, by the ids of chapters and steps. */
export interface GuideTexts {
  readonly title: string
  readonly chapters: Readonly<Record<string, string>>
  readonly steps: Readonly<Record<string, string>>
}

/** Where each label of a guide was read. */
export interface GuideLabels {
  /** By the address of the public document that shows it. */
  readonly bySource: Readonly<Record<string, readonly string[]>>
  /** Nobody has seen these in a public document. */
  readonly unconfirmed: readonly string[]
}

/** Whether a chapter or a step is told with these options. */
export function isTold(
  { when, unless = [] }: Condition,
  options: ReadonlySet<GuideOption>,
): boolean {
  const isWanted = when === undefined || when.some((option) => options.has(option))
  return isWanted && !unless.some((option) => options.has(option))
}
