import type { AdminOptions } from './connections-api.ts'

/** What somebody outside of the product may do who was sent a link. */
export interface SetupLinkScope {
  /** The connection to set up. Without it the first one that is created by the link is its own. */
  readonly connectionId?: string
  /** Protocols to choose from; default all of the host. */
  readonly protocols?: readonly string[]
  /** Identity provider profiles to choose from; default all of the host. */
  readonly profiles?: readonly string[]
  /**
   * `issuer_and_client_id`: the rest is done by the product's own people, who asked for these two
   * values. Default `everything`.
   */
  readonly fields?: 'everything' | 'issuer_and_client_id'
}

/** A way into the setup pages for an admin who has no account in the product. */
export interface SetupLink {
  readonly id: string
  readonly organizationId: string
  readonly scope: SetupLinkScope
  /** For the list, such as whom it was sent to. */
  readonly description: string
  readonly createdAt: string
  readonly createdBy?: string
  readonly expiresAt: string
}

/** A new setup link with its address, which is never told again. */
export interface CreatedSetupLink {
  readonly link: SetupLink
  /** To be sent to the admin. It is shown this once: only a digest of it is stored. */
  readonly url: string
}

/** Options of `sso.setupLinks.create`. */
export interface SetupLinkOptions extends Pick<AdminOptions, 'actor'> {
  readonly scope?: SetupLinkScope
  readonly description?: string
  /** How long it works. Default 7 days, at most 30. */
  readonly lifetimeSeconds?: number
}

/** Links for admins outside of the product. */
export interface SetupLinksApi {
  /**
   * Makes a link. What it allows is setting up and testing a draft and proving domains; activation,
   * enforcement, removal and domain transfer stay with actors of the product, unless `authorize`
   * allows them to the link's actor as well.
   *
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `connection_not_found`,
   *   `setup_link_invalid` with `issues`, `setup_link_limit_reached`, `storage_unavailable`
   */
  create(organizationId: string | undefined, options: SetupLinkOptions): Promise<CreatedSetupLink>
  /**
   * Those that still work, newest first.
   *
   * @throws {SsoError} `not_authorized`, `storage_unavailable`
   */
  list(
    organizationId: string | undefined,
    options: Pick<AdminOptions, 'actor'>,
  ): Promise<readonly SetupLink[]>
  /**
   * Ends a link at once, for everybody who came by it. One that is gone already is no error.
   *
   * @throws {SsoError} `not_authorized`, `storage_unavailable`
   */
  revoke(
    organizationId: string | undefined,
    id: string,
    options: Pick<AdminOptions, 'actor'>,
  ): Promise<void>
}
