/** What an admin enters about one identity provider, and under which member of `ConnectionInput`. */
export interface ProfileEntry {
  readonly id: 'domain' | 'issuer' | 'clientId' | 'clientSecret' | 'metadataUrl' | 'metadataXml'
  /** For example `settings.clientId`. */
  readonly path: string
  /** What the identity provider’s console calls it, or the usual word where that is not known. */
  readonly label: string
  readonly placeholder?: string
  /** One of the entries of the same group is enough. */
  readonly group?: 'metadata'
}

/** What is known of an identity provider in one protocol. */
export interface ProfileProtocol {
  readonly entries: readonly ProfileEntry[]
  /**
   * The issuer itself, where a tenant has several and its domain leaves open which one is meant. For
   * forms that ask for the issuer instead of the domain.
   */
  readonly issuerEntry?: ProfileEntry
  /**
   * What to name as `claims.groups` where groups are wanted, as the guides set it up; absent where
   * none are sent, or nobody knows.
   */
  readonly groupsClaim?: string
}

/** An identity provider that admins can choose. */
export interface Profile {
  /** Stored as `profile` of a connection. */
  readonly id: string
  /** The maker’s name for it. */
  readonly name: string
  /** The one that is recommended first; both where both are offered. */
  readonly protocols: readonly ('oidc' | 'saml')[]
  readonly oidc: ProfileProtocol
  readonly saml: ProfileProtocol
}

const client = (id: string, secret: string): readonly ProfileEntry[] => [
  { id: 'clientId', path: 'settings.clientId', label: id },
  { id: 'clientSecret', path: 'secrets.clientSecret', label: secret },
]

const domain = (label: string, placeholder: string): ProfileEntry => ({
  id: 'domain',
  path: 'settings.entered.domain',
  label,
  placeholder,
})

const issuer = (label: string, placeholder: string): ProfileEntry => ({
  id: 'issuer',
  path: 'settings.issuer',
  label,
  placeholder,
})

const metadata = (label = 'Metadata URL', placeholder?: string): ProfileProtocol => ({
  entries: [
    {
      id: 'metadataUrl',
      path: 'settings.metadataUrl',
      label,
      group: 'metadata',
      ...(placeholder === undefined ? {} : { placeholder }),
    },
    { id: 'metadataXml', path: 'settings.metadataXml', label: 'metadata.xml', group: 'metadata' },
  ],
})

const usualClient = client('Client ID', 'Client Secret')

/** All identity providers that something is known of, the generic ones last. */
export const profiles: readonly Profile[] = [
  {
    id: 'okta',
    name: 'Okta',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [
        domain('Okta domain', '<my-company>.okta.com'),
        ...client('Client ID', 'Client secret'),
      ],
      issuerEntry: issuer('Issuer', 'https://<my-company>.okta.com/oauth2/<server>'),
      groupsClaim: 'groups',
    },
    saml: metadata(
      'View IdP metadata',
      'https://<my-company>.okta.com/app/<app>/sso/saml/metadata',
    ),
  },
  {
    id: 'entra',
    name: 'Microsoft Entra ID',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [
        domain('Directory (tenant) ID', '<tenant-id>'),
        ...client('Application (client) ID', 'Value'),
      ],
      groupsClaim: 'groups',
    },
    saml: metadata('App Federation Metadata Url'),
  },
  {
    id: 'google',
    name: 'Google Workspace',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [
        domain('Primary domain', '<my-company>.com'),
        ...client('Client ID', 'Client secret'),
      ],
    },
    saml: metadata('DOWNLOAD METADATA'),
  },
  {
    id: 'keycloak',
    name: 'Keycloak',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [issuer('Realm', 'https://<keycloak>/realms/<realm>'), ...usualClient],
      groupsClaim: 'groups',
    },
    saml: metadata(
      'SAML 2.0 Identity Provider Metadata',
      'https://<keycloak>/realms/<realm>/protocol/saml/descriptor',
    ),
  },
  {
    id: 'auth0',
    name: 'Auth0',
    protocols: ['oidc', 'saml'],
    oidc: { entries: [domain('Domain', '<my-company>.eu.auth0.com'), ...usualClient] },
    saml: metadata(),
  },
  {
    id: 'onelogin',
    name: 'OneLogin',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [domain('Domain', '<my-company>.onelogin.com'), ...usualClient],
    },
    saml: metadata('Issuer URL'),
  },
  {
    id: 'ping',
    name: 'Ping Identity',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [issuer('Issuer', 'https://auth.pingone.com/<environment>/as'), ...usualClient],
    },
    saml: metadata(),
  },
  {
    id: 'adfs',
    name: 'AD FS',
    protocols: ['saml', 'oidc'],
    oidc: {
      entries: [domain('Domain', 'adfs.<my-company>.com'), ...usualClient],
    },
    saml: metadata(
      'Metadata URL',
      'https://<adfs>/FederationMetadata/2007-06/FederationMetadata.xml',
    ),
  },
  {
    id: 'jumpcloud',
    name: 'JumpCloud',
    protocols: ['saml', 'oidc'],
    oidc: {
      entries: [issuer('Issuer', 'https://oauth.id.jumpcloud.com/'), ...usualClient],
      // https://github.com/netdata/netdata-cloud/issues/1098
      groupsClaim: 'memberOf',
    },
    saml: metadata(),
  },
  {
    id: 'generic',
    name: 'OpenID Connect / SAML 2.0',
    protocols: ['oidc', 'saml'],
    oidc: {
      entries: [issuer('Issuer', 'https://sso.<my-company>.com'), ...usualClient],
      groupsClaim: 'groups',
    },
    saml: metadata(),
  },
]
