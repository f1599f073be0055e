import type { activity } from './en/activity.ts'
import type { common } from './en/common.ts'
import type { confirm } from './en/confirm.ts'
import type { connectionDomains } from './en/connection-domains.ts'
import type { domains } from './en/domains.ts'
import type { guide } from './en/guide.ts'
import type { home } from './en/home.ts'
import type { keys } from './en/keys.ts'
import type { links } from './en/links.ts'
import type { newConnection } from './en/new-connection.ts'
import type { off } from './en/off.ts'
import type { options } from './en/options.ts'
import type { overview } from './en/overview.ts'
import type { policy } from './en/policy.ts'
import type { roles } from './en/roles.ts'
import type { setup } from './en/setup.ts'
import type { test } from './en/test.ts'
import type { trace } from './en/trace.ts'
import type { values } from './en/values.ts'

/** The same members as the English texts, with other words in them. */
type Words<Texts> = {
  readonly [Name in keyof Texts]: Texts[Name] extends string ? string : Words<Texts[Name]>
}

/**
 * Every sentence of the pages in one language. Names of fields at an identity provider are no part of
 * it: they stay as its console shows them. `{name}` stands for a value, see `fill`.
 */
export type PortalTexts = {
  /** As in `lang` of a page, for example `de`. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /**
   * Sentences of checks, errors and tests by what they are in English, `{0}` and so on for values. What
   * is missing is shown in English, and marked as such.
   */
  readonly findings: Readonly<Record<string, string>>
  readonly common: Words<typeof common>
  readonly home: Words<typeof home>
  readonly links: Words<typeof links>
  readonly newConnection: Words<typeof newConnection>
  readonly overview: Words<typeof overview>
  readonly setup: Words<typeof setup>
  readonly guide: Words<typeof guide>
  readonly values: Words<typeof values>
  readonly connectionDomains: Words<typeof connectionDomains>
  readonly roles: Words<typeof roles>
  readonly options: Words<typeof options>
  readonly test: Words<typeof test>
  readonly confirm: Words<typeof confirm>
  readonly activity: Words<typeof activity>
  readonly domains: Words<typeof domains>
  readonly keys: Words<typeof keys>
  readonly off: Words<typeof off>
  readonly policy: Words<typeof policy>
  readonly trace: Words<typeof trace>
}
