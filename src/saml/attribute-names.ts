import type { ClaimMapping } from '../types/connection.ts'
import { NAME_ID_CLAIM } from './claims.ts'

/** Which attributes an identity provider sends, as far as its makers or its console's defaults say. */
export interface AttributeNames {
  /** What to store as a connection's `claims`; nothing else is tried at a sign-in. */
  readonly mapping: ClaimMapping
  /**
   * `true`: the vendor names the attributes. `false`: the admin does, and these are the names to enter
   * there.
   */
  readonly areFixed: boolean
  readonly source: string
}

const require: readonly string[] = []

/** Where the admin names the attributes, everybody calls them like this. */
const usualNames = { givenName: 'firstName', familyName: 'lastName', groups: 'groups', require }

/** The claim types of the Microsoft family. */
const CLAIMS_2005 = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

/** What WS-Federation called them; AD FS sends them so, and others follow it. */
const federationNames: ClaimMapping = {
  email: `${CLAIMS_2005}/emailaddress`,
  name: `${CLAIMS_2005}/name`,
  givenName: `${CLAIMS_2005}/givenname`,
  familyName: `${CLAIMS_2005}/surname`,
  groups: 'http://schemas.xmlsoap.org/claims/Group',
  require,
}

/** For identity providers without a profile: the NameID is the e-mail address. */
export const samlDefaultClaims: ClaimMapping = {
  email: NAME_ID_CLAIM,
  name: 'displayName',
  ...usualNames,
}

/** Identity providers whose attribute names are known. */
export type SamlVendor = 'okta' | 'entra' | 'google' | 'adfs' | 'keycloak' | 'onelogin' | 'auth0'

/** What identity providers call the attributes of a person, and where they say so. */
export const attributeNames: Readonly<Record<SamlVendor, AttributeNames>> = {
  okta: {
    mapping: { email: NAME_ID_CLAIM, ...usualNames },
    areFixed: false,
    source: 'https://help.okta.com/en-us/Content/Topics/Apps/define-attribute-statements.htm',
  },
  entra: {
    mapping: {
      email: `${CLAIMS_2005}/emailaddress`,
      name: 'http://schemas.microsoft.com/identity/claims/displayname',
      givenName: `${CLAIMS_2005}/givenname`,
      familyName: `${CLAIMS_2005}/surname`,
      groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
      require,
    },
    areFixed: true,
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/reference-saml-tokens',
  },
  google: {
    mapping: { email: NAME_ID_CLAIM, ...usualNames },
    areFixed: false,
    source: 'https://support.google.com/a/answer/11143403',
  },
  adfs: {
    mapping: federationNames,
    areFixed: true,
    source:
      'https://support.ptc.com/help/identity_and_access_management/en/iam/ADFSAddAttributesMappingToRelyingParty.html',
  },
  keycloak: {
    // Its built-in mappers “X500 email”, “X500 givenName”, “X500 surname”, and “Group list”.
    mapping: {
      email: 'urn:oid:1.2.840.113549.1.9.1',
      givenName: 'urn:oid:2.5.4.42',
      familyName: 'urn:oid:2.5.4.4',
      groups: 'member',
      require,
    },
    areFixed: true,
    source:
      'https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/saml/SamlProtocolFactory.java',
  },
  onelogin: {
    mapping: { email: NAME_ID_CLAIM, ...usualNames },
    areFixed: false,
    source: 'https://kb.aampe.com/developer-guide/sso/sso_onelogin',
  },
  auth0: {
    // The mapping that its SAML2 add-on starts with.
    mapping: federationNames,
    areFixed: true,
    source: 'https://gist.github.com/leog/7352952efdf099d5a9bc4504a41ae2bd',
  },
}

const claimsByProfile: ReadonlyMap<string, AttributeNames> = new Map(Object.entries(attributeNames))

/** What a connection of this profile maps as long as nobody says otherwise. */
export function samlClaimsOf(profile: string): ClaimMapping {
  return claimsByProfile.get(profile)?.mapping ?? samlDefaultClaims
}
