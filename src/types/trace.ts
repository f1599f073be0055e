import type { LoginInitiator } from './login.ts'

/** How an attempt to sign in ended. */
export type TraceOutcome =
  | 'signed_in'
  | 'provisioned'
  /** Authenticated, and the access rules said no. */
  | 'refused'
  | 'failed'
  /** The person was asked whether to join. */
  | 'join'
  | 'test_passed'
  | 'test_failed'

/** One thing that a sign-in is checked for. */
export interface TraceCheck {
  /** Stable, for example `id_token_audience`. */
  readonly name: string
  /** `skipped`: it was not reached, did not apply, or is not known to have passed. */
  readonly status: 'pass' | 'fail' | 'skipped'
  /** The error that it failed with. */
  readonly code?: string
  /** Names and ids, cut and escaped; never a token, a secret, a NameID or the value of a claim. */
  readonly expected?: string
  readonly received?: string
  /** What to change, in the words of that identity provider’s console where they are known. */
  readonly hint?: string
}

/** One attempt to sign in. */
export interface TraceEntry {
  readonly id: string
  readonly at: string
  /** The reference that the person saw on the error page. */
  readonly correlationId: string
  readonly outcome: TraceOutcome
  readonly protocol: string
  readonly initiatedBy: LoginInitiator
  /** How long it took from the provider’s answer on. */
  readonly milliseconds: number
  /** Which revision of the connection it was; absent where it was not reached. */
  readonly fingerprint?: string
  /** All that is checked, in its order. */
  readonly checks: readonly TraceCheck[]
  /** Only once the identity provider’s answer was verified. */
  readonly person?: TracePerson
}

/** Enough to recognise somebody who asks for help, and no more. */
export interface TracePerson {
  /** First letter and domain: `a…@example.com`. */
  readonly email?: string
  /** Keyed digest of issuer and subject: equal for the same person at the same connection. */
  readonly subject: string
}

/** Option `trace` of `createSso`: how much is kept. */
export interface TraceConfig {
  /** Attempts that are kept of each connection. Default 50, at most 500. */
  readonly keep?: number
  /** How long, in days. Default and at most 30. */
  readonly days?: number
}

/** A step of finishing a sign-in and the checks that it makes, in their order. */
export interface LoginStep {
  /** As `FinishContext.reached` names it. */
  readonly step: string
  /**
   * What is known of the others where one fails. `in_order`, the default: those before it have passed.
   * `together`: all were made, and all without a finding have passed.
   */
  readonly mode?: 'in_order' | 'together'
  /** From here on findings may rest on decrypted text, so that what was received is not quoted. */
  readonly isDecrypting?: true
  readonly checks: readonly LoginCheck[]
}

/** A check that a provider makes at each sign-in. */
export interface LoginCheck {
  readonly name: string
  /** The errors with which it fails; each belongs to one check only. */
  readonly codes: readonly string[]
  /** Checks of the same step without which it is not made, or not completely. */
  readonly needs?: readonly string[]
  /** In place of a hint that is said of any provider: the same in the words of this one’s console. */
  readonly hints?: ReadonlyMap<string, string>
}
