/** Options of `sso.rotateSecrets`. */
export interface RotationOptions {
  /** Told after every page of connections or sessions. */
  readonly onProgress?: (progress: RotationProgress) => void
  /** Ends the call early; what was begun is finished. */
  readonly signal?: AbortSignal
}

/** How far a rotation has come. */
export interface RotationProgress {
  /** Connections whose secrets and sessions were looked at. */
  readonly connections: number
  /** Sessions that were looked at. */
  readonly sessions: number
  /** Values that were sealed with another secret, and are with the first one now. */
  readonly resealed: { readonly secrets: number; readonly sessions: number }
}

/** A stored value that none of the `secrets` opens: somebody has to enter it again. */
export interface UnreadableSecret {
  readonly organizationId: string
  readonly connectionId: string
  /** Of a connection's secret. */
  readonly field?: string
  /** Of a session's tokens: that person's next sign-in brings new ones. */
  readonly sessionId?: string
}

/** What `sso.rotateSecrets` has done, and what it could not open. */
export interface RotationReport extends RotationProgress {
  readonly unreadable: {
    readonly count: number
    /** The first hundred of them. */
    readonly first: readonly UnreadableSecret[]
  }
  /** Everything was looked at, and nothing stored needs another secret than the first. */
  readonly isComplete: boolean
  /**
   * Where it is complete: from when on the other secrets can be removed, provided that every process
   * has had the first one in front since before this call. Until then browsers may hold what is not
   * stored: sign-ins and join prompts that began earlier. Setup links that were made earlier, which may
   * live longer, stop working when those secrets are removed.
   */
  readonly othersRemovableAt?: string
}
