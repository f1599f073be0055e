import { entry, type ErrorEntry, type SamlErrorCode } from '../error-entry.ts'

/**
 * Every error of SAML, in one table: HTTP status, the text an end user sees, whether the
 * same request may succeed later, what happened and what the admin should change.
 * docs/errors.md is the same in prose; a test compares the two. One row a line, so this file is left
 * out of the formatter.
 */
export const samlErrors: Readonly<Record<SamlErrorCode, ErrorEntry>> = {
  // SAML: documents, keys and signatures
  saml_xml_refused: entry(400, 'failed', 'The SAML message is not XML that may be read.', 'Record the message with the browser’s developer tools (the field SAMLResponse) and show it to the identity provider’s vendor.'),
  saml_certificate_invalid: entry(422, 'request', 'This is not an X.509 certificate with an RSA or EC key that can verify signatures.', 'Copy the signing certificate again from the identity provider: Base64 (PEM) format, RSA with 2048 to 8192 bits or EC P-256, P-384 or P-521.'),
  saml_signing_key_missing: entry(500, 'failed', 'The connection has no signing certificate, so no SAML message can be accepted.', 'Enter the identity provider’s signing certificate, or import its metadata again.'),
  saml_signature_missing: entry(400, 'failed', 'The SAML message is not signed.', 'Switch on signing of the assertion or the response at the identity provider. In Entra: Signing Option “Sign SAML assertion”; in Okta: Assertion Signature “Signed”; in Keycloak: “Sign documents” or “Sign assertions”.'),
  saml_signature_malformed: entry(400, 'failed', 'The XML signature has another form than the one that SAML prescribes.', 'Set the canonicalization to exclusive (xml-exc-c14n) and sign the whole assertion or response at the identity provider. If that is how it is set, the message may have been tampered with.'),
  saml_signature_algorithm_refused: entry(400, 'failed', 'The XML signature uses an algorithm that this connection does not allow.', 'Set the signature algorithm to RSA-SHA256 (RSA_SHA256, sha256) at the identity provider, or allow SHA-1 for this connection.'),
  saml_signature_invalid: entry(400, 'failed', 'The XML signature was not made with any signing certificate of this connection.', 'Compare the certificate’s SHA-256 fingerprint with the active signing certificate at the identity provider; after a certificate rollover, add the new one or import the metadata again.'),
  saml_digest_mismatch: entry(400, 'failed', 'The signed part of the SAML message was changed after it was signed.', 'Look for a proxy, browser extension or script that reformats the message between identity provider and application.'),

  // SAML: what messages say
  saml_message_malformed: entry(400, 'failed', 'The SAML message lacks a required part, or has one twice.', 'Record the message with the browser’s developer tools and show it to the identity provider’s vendor.'),
  saml_message_unexpected: entry(400, 'failed', 'Another kind of SAML message was sent than the one that belongs here.', 'At the identity provider, enter the ACS address for sign-ins and the single logout address for logouts, as shown in the connection’s setup values.'),
  saml_version_refused: entry(400, 'failed', 'The message is of another SAML version than 2.0.', 'Choose SAML 2.0 for this application at the identity provider.'),
  saml_status_error: entry(403, 'failed', 'The identity provider answered with an error.', 'Look for the same moment in the identity provider’s own sign-in log.'),
  saml_status_denied: entry(403, 'denied', 'The identity provider refused to sign this person in.', 'Assign the person, or one of their groups, to the application at the identity provider.'),
  saml_status_no_passive: entry(403, 'restart', 'The identity provider cannot sign this person in without asking.', 'Start an ordinary sign-in.'),
  saml_assertion_missing: entry(400, 'failed', 'The SAML response contains no assertion.', 'Make sure that the application at the identity provider sends SAML 2.0 responses with an assertion.'),
  saml_assertion_repeated: entry(400, 'failed', 'The SAML response contains more than one assertion.', 'An honest identity provider sends one assertion; if this happens every time, show the message to its vendor.'),
  saml_decryption_failed: entry(400, 'failed', 'The encrypted part of the SAML message cannot be decrypted.', 'Upload the encryption certificate of the connection’s metadata again at the identity provider (Entra: Token encryption; Okta: Encryption Certificate; Keycloak: Keys, Encrypt assertions), or switch encryption off there.'),
  saml_decryption_key_missing: entry(400, 'failed', 'The SAML message is encrypted, but there is no decryption key.', 'Switch off assertion encryption at the identity provider, or pass a key pair to `saml({ keys })` and upload its certificate there.'),
  saml_encryption_refused: entry(400, 'failed', 'An encrypted element has another form than the one that SAML prescribes.', 'Show the message to the identity provider’s vendor.'),
  saml_encryption_algorithm_refused: entry(400, 'failed', 'The SAML message is encrypted with an algorithm that this connection does not allow.', 'At the identity provider choose AES-256-GCM with RSA-OAEP. Where it offers AES-CBC only, let it sign the whole response (Okta: Response “Signed”; Entra: “Sign SAML response and assertion”), or allow AES-CBC for this connection.'),
  saml_encryption_missing: entry(400, 'failed', 'The assertion was sent in the clear, but this connection requires encryption.', 'Switch on assertion encryption at the identity provider with the certificate of the connection’s metadata (Entra: Token encryption; Okta: Assertion Encryption; Keycloak: Encrypt assertions).'),
  saml_issuer_mismatch: entry(400, 'failed', 'The SAML message was issued by another identity provider than the connection’s.', 'Copy the entityID (Issuer, Identity Provider Issuer, Microsoft Entra Identifier) from the identity provider exactly as it is spelled there, or import its metadata again.'),
  saml_audience_mismatch: entry(400, 'failed', 'The assertion is meant for another service provider.', 'Enter the connection’s entityID at the identity provider: in Okta as “Audience URI (SP Entity ID)”, in Entra as “Identifier (Entity ID)”, in Google as “Entity ID”, in Keycloak as “Client ID”.'),
  saml_destination_mismatch: entry(400, 'failed', 'The message’s Destination is another address than the one it was sent to.', 'Enter the connection’s addresses at the identity provider exactly as shown: in Okta “Single sign-on URL”, in Entra “Reply URL”, in Google “ACS URL”, in Keycloak “Assertion Consumer Service POST Binding URL”.'),
  saml_recipient_mismatch: entry(400, 'failed', 'The assertion’s Recipient is another address than the one it was sent to.', 'Enter the connection’s ACS address at the identity provider exactly as shown: in Okta “Single sign-on URL” and “Use this for Recipient URL”, in Entra “Reply URL”, in Google “ACS URL”.'),
  saml_subject_confirmation_missing: entry(400, 'failed', 'The assertion cannot be presented by a browser: it has no bearer confirmation.', 'Choose the Web Browser SSO profile (bearer) for this application at the identity provider.'),
  saml_in_response_to_mismatch: entry(400, 'restart', 'The SAML message answers another request than the pending one.', 'Start the sign-in again from the application, in one tab. If it happens every time, look for a proxy or an application that keeps old sign-in pages.'),
  saml_unsolicited_refused: entry(400, 'restart', 'The identity provider sent an answer that nobody asked for.', 'Start the sign-in from the application, or switch on identity-provider-initiated sign-in (`idpInitiated`) for this connection.'),
  saml_expired: entry(400, 'restart', 'The SAML message has expired.', 'Start again. If it happens every time, synchronise the clocks of this server and of the identity provider (NTP).'),
  saml_not_yet_valid: entry(400, 'failed', 'The SAML message is dated in the future.', 'Synchronise the clocks of this server and of the identity provider (NTP), or raise the connection’s clock tolerance (at most 300 seconds).'),
  saml_time_malformed: entry(400, 'failed', 'A time in the SAML message is missing or no xs:dateTime with time zone.', 'Show the message to the identity provider’s vendor.'),
  saml_condition_refused: entry(400, 'failed', 'The assertion carries a condition that is not understood.', 'Remove custom conditions from this application at the identity provider.'),
  saml_name_id_missing: entry(400, 'failed', 'The assertion names nobody: its NameID is missing or empty.', 'Map the Name ID (NameID, Unique User Identifier) to a field that is filled for every person.'),
  saml_name_id_invalid: entry(400, 'failed', 'The NameID begins or ends with an invisible character.', 'Correct the field that the Name ID is mapped to, for this person.'),
  saml_name_id_not_email: entry(403, 'failed', 'The NameID is not an e-mail address, and this connection demands one.', 'Set the NameID format at the identity provider to EmailAddress (Okta: Name ID format: EmailAddress, Application username: Email).'),
  saml_name_id_transient: entry(403, 'failed', 'The NameID is transient: it is another one at every sign-in and names nobody.', 'Set the NameID format at the identity provider to persistent or EmailAddress, or map a stable attribute with `claims.subject`.'),
  saml_authentication_too_old: entry(400, 'restart', 'The person’s authentication at the identity provider is older than was asked for.', 'Sign in again at the identity provider; it must honour ForceAuthn.'),
  saml_authn_statement_missing: entry(400, 'failed', 'The assertion does not say that the person authenticated.', 'Use a sign-in application (Web Browser SSO) at the identity provider; attribute queries cannot sign anybody in.'),
  saml_redirect_refused: entry(400, 'failed', 'The parameters of the redirect-binding message are not the ones that SAML prescribes.', 'Make sure that nothing between browser and application adds, removes or rewrites query parameters.'),

  // SAML: what we send
  saml_value_unwritable: entry(500, 'failed', 'A value of a SAML message or metadata contains a character that XML cannot carry.', 'Look for control characters in the connection’s settings and in `saml({ keys })`.'),
  saml_request_key_missing: entry(500, 'unavailable', 'The identity provider accepts signed requests only, but there is no key to sign with.', 'Give `saml({ keys })` a key pair and upload its certificate at the identity provider, or switch off “Require signed requests” there and `requireSignedRequests` here.'),
  saml_request_key_unusable: entry(500, 'unavailable', 'A SAML request cannot be signed with the configured key.', 'Give `saml({ keys })` an RSA private key as PKCS#8 PEM (“BEGIN PRIVATE KEY”) and the certificate of the same key.'),
  saml_runtime_unsupported: entry(500, 'unavailable', 'This runtime lacks the modules of Node with which SAML requests are sent.', 'On Cloudflare Workers add the compatibility flag `nodejs_compat`; elsewhere run this part of the application on Node, Bun or Deno.'),

  // SAML: the identity provider's metadata
  saml_metadata_html: entry(422, 'request', 'This is a web page, not SAML metadata.', 'Save the metadata as XML: open its address, then “Save page as… / Webpage, XML only”, or download it with the button of the identity provider’s console (Okta: Sign On > Active SHA-2 certificate > Actions > View IdP metadata). Or enter the address instead.'),
  saml_metadata_invalid: entry(422, 'request', 'This document is not SAML 2.0 metadata.', 'Take the identity provider’s metadata, an XML document that begins with EntityDescriptor.'),
  saml_metadata_entity_missing: entry(422, 'request', 'The metadata does not describe the wanted entityID.', 'Compare the entityID letter by letter with the identity provider’s console (“Issuer”, “Identifier”), or take the metadata of the right tenant.'),
  saml_metadata_ambiguous: entry(422, 'request', 'The metadata describes several identity providers, or one of them twice.', 'Say which `entityId` is wanted, or take the metadata of that identity provider alone.'),
  saml_metadata_role_missing: entry(422, 'request', 'The metadata describes no SAML 2.0 identity provider.', 'Take the identity provider’s metadata: this may be the one of an application, perhaps our own.'),
  saml_metadata_expired: entry(422, 'request', 'The metadata is no longer valid: its `validUntil` is past.', 'Download the metadata again from the identity provider; if a fresh copy is expired as well, its operator must publish it anew.'),
  saml_metadata_signing_key_missing: entry(422, 'request', 'The metadata contains no signing certificate of the identity provider.', 'Activate a signing certificate (RSA with at least 2048 bits) at the identity provider and download the metadata again.'),
  saml_metadata_endpoint_missing: entry(422, 'request', 'The metadata contains no address to sign in at: https, with HTTP-Redirect or HTTP-POST binding.', 'Switch on the HTTP-Redirect or HTTP-POST binding with an https address at the identity provider and download the metadata again.'),
  saml_metadata_unavailable: entry(502, 'unavailable', 'The identity provider’s metadata could not be read from its address.', 'Open the metadata address in a browser; if it is not there, copy it again from the identity provider, or upload the file.', true),
  saml_metadata_unverified: entry(422, 'request', 'The metadata is not signed with the configured trust key.', 'Compare the trust key with the one that the publisher of the metadata names, or remove it if the metadata is not signed.'),
}
