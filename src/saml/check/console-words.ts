/** Something that an admin looks up or sets at the identity provider. */
export type Topic = 'certificate' | 'metadata' | 'name_id'

interface ConsoleWords {
  readonly topics: Readonly<Partial<Record<Topic, string>>>
  readonly sources: readonly string[]
}

/** Where that is in the console of a vendor, by the connection's profile. */
const consoles: ReadonlyMap<string, ConsoleWords> = new Map([
  [
    'okta',
    {
      topics: {
        certificate:
          'In the Okta Admin Console open Applications, the application, tab Sign On, SAML Signing Certificates: activate a SHA-2 certificate that has not expired, then import the metadata again (Actions, View IdP metadata).',
        metadata:
          'In the Okta Admin Console open Applications, the application, tab Sign On, SAML Signing Certificates: beside the Active certificate choose Actions, View IdP metadata, and enter its address or upload the file.',
        name_id:
          'In the Okta Admin Console open Applications, the application, tab General, SAML Settings, Edit: Name ID format: EmailAddress, Application username: Email.',
      },
      sources: [
        'https://ngrok.com/docs/guides/dashboard-sso-okta-setup/',
        'https://help.okta.com/en-us/Content/Topics/Apps/manage-signing-certificates.htm',
      ],
    },
  ],
  [
    'entra',
    {
      topics: {
        certificate:
          'In the Microsoft Entra admin center open Enterprise applications, the application, Single sign-on, SAML Certificates, Edit: make a New Certificate and activate it, then import the metadata again.',
        metadata:
          'In the Microsoft Entra admin center open Enterprise applications, the application, Single sign-on, SAML Certificates, and copy the App Federation Metadata Url again.',
        name_id:
          'In the Microsoft Entra admin center open Enterprise applications, the application, Single sign-on, Attributes & Claims, Unique User Identifier (Name ID): Name identifier format: Email address.',
      },
      sources: [
        'https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/add-application-portal-setup-sso',
        'https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/tutorial-manage-certificates-for-federated-single-sign-on',
        'https://learn.microsoft.com/en-us/entra/identity-platform/saml-claims-customization',
      ],
    },
  ],
  [
    'google',
    {
      topics: {
        metadata:
          'In the Google Admin console open Apps, Web and mobile apps, the application, DOWNLOAD METADATA, and upload the file again.',
        name_id:
          'In the Google Admin console open Apps, Web and mobile apps, the application, Service provider details: Name ID format EMAIL, Name ID Basic Information > Primary email.',
      },
      sources: ['https://support.google.com/a/answer/6087519'],
    },
  ],
  [
    'keycloak',
    {
      topics: {
        certificate:
          'In the Keycloak admin console open Realm settings, Keys, add a key provider with a higher priority, then import the metadata again.',
        metadata:
          'In the Keycloak admin console open Realm settings, General, Endpoints, and copy the address of SAML 2.0 Identity Provider Metadata again.',
        name_id:
          'In the Keycloak admin console open Clients, the client, Settings, SAML capabilities: Name ID format email, and switch Force name ID format on.',
      },
      sources: ['https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration'],
    },
  ],
])

/** What to do, in the words of that console where they are known; else as it is said of any. */
export function wordsFor(profile: string, topic: Topic, general: string): string {
  return consoles.get(profile)?.topics[topic] ?? general
}
