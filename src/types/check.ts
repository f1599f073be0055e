/** `unknown`: nothing could be found out about it, which keeps nobody from using the connection. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'unknown'

/** One thing about a connection that was examined. All texts are for admins. */
export interface Check {
  /** Stable, for example `issuer`. A name occurs more than once where there are several problems. */
  readonly name: string
  readonly status: CheckStatus
  /** What was found, in one sentence. */
  readonly message: string
  readonly expected?: string
  readonly received?: string
  /** What to change, in the words of that identity provider’s console where they are known. */
  readonly hint?: string
  /** The error that sign-ins would end with. */
  readonly code?: string
  /** The field of the connection that it is about, for example `settings.issuer`. */
  readonly path?: string
  /** A value for that field that would probably be right. */
  readonly suggestion?: string
}

/** What an examination of a connection found, with which nobody signed in. */
export interface CheckReport {
  /** The worst of all checks: `fail`, else `warn`, else `unknown`. Only `fail` blocks activation. */
  readonly status: CheckStatus
  readonly checks: readonly Check[]
  /** Of the revision that was examined: the draft where there is one, else the live one. */
  readonly fingerprint: string
  readonly at: string
}
