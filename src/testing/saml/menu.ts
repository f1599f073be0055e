import { responseDefects, type SamlDefect } from './defects/index.ts'
import { type SamlLogoutDefect, logoutDefects } from './defects/logout.ts'
import { responseVariants, type SamlVariant } from './variants/index.ts'

/** What a defect or a variant is, and the rule that it is about. */
export interface MenuEntry {
  /** Tag of the security rule that decides about it. */
  readonly rule: string
  /** One sentence. */
  readonly description: string
}

/** Every defect of a response. A verifier refuses all but `SplitTextDefect`s that it reads completely. */
export const samlDefects: Readonly<Record<SamlDefect, MenuEntry>> = responseDefects

/** Every defect of logout messages. */
export const samlLogoutDefects: Readonly<Record<SamlLogoutDefect, MenuEntry>> = logoutDefects

/** Everything that honest providers do differently. A verifier accepts all of it. */
export const honestVariants: Readonly<Record<SamlVariant, MenuEntry>> = responseVariants
