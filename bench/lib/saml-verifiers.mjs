import {
  constants,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  verify,
} from 'node:crypto'
import { SAML } from '@node-saml/node-saml'
import * as samlify from 'samlify'
import { SaxesParser } from 'saxes'
import { verifyResponse } from 'ssokit/saml'
import { spKey } from './saml-messages.mjs'

/** @typedef {import('./saml-messages.mjs').Message} Message */

/*
 * Each makes a function that verifies one message once and gives the number of groups it found, so that
 * the benchmark can see that all did the same.
 */

/** @param {Message} message */
export function bySsokit({ samlResponse, expected }) {
  return async () => (await verifyResponse(samlResponse, expected)).attributes.groups?.length
}

/**
 * Requires a signed assertion, and checks audience and times. That the answer is to our request is left
 * out: it would have to be put into its cache each time.
 *
 * @param {Message} message
 */
export function byNodeSaml({ samlResponse, expected }) {
  const { signingCertificates, spEntityId, acsUrl, idpEntityId } = expected
  const saml = new SAML({
    idpCert: [...signingCertificates],
    issuer: spEntityId,
    audience: spEntityId,
    callbackUrl: acsUrl,
    idpIssuer: idpEntityId,
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: true,
    decryptionPvk: spKey.privateKey,
  })
  return async () => {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: samlResponse })
    return countOf(profile?.groups)
  }
}

/**
 * Requires a signed assertion, and checks issuer and times. Its schema check is switched off, since
 * ssokit and node-saml have none.
 *
 * @param {Message} message
 */
export function bySamlify({ samlResponse, isEncrypted, expected }) {
  samlify.setSchemaValidator({ validate: async () => 'left out' })
  const { signingCertificates, spEntityId, acsUrl, idpEntityId } = expected
  const at = (/** @type {string} */ Location) => [
    { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location },
  ]
  const idp = samlify.IdentityProvider({
    entityID: idpEntityId,
    signingCert: [...signingCertificates],
    isAssertionEncrypted: isEncrypted,
    singleSignOnService: at('https://idp.example.com/sso'),
    // It complains on the console where there is none.
    singleLogoutService: at('https://idp.example.com/slo'),
  })
  const sp = samlify.ServiceProvider({
    entityID: spEntityId,
    wantAssertionsSigned: true,
    encPrivateKey: spKey.privateKey,
    assertionConsumerService: at(acsUrl),
  })
  return async () => {
    const request = { body: { SAMLResponse: samlResponse } }
    const { extract } = await sp.parseLoginResponse(idp, 'post', request)
    return countOf(extract.attributes?.groups)
  }
}

/** Both give a single value as a text. @param {unknown} groups */
function countOf(groups) {
  return [groups].flat().length
}

/**
 * What nobody can do without, by the fastest calls there are: one strict parse of the message with saxes,
 * SHA-256 over its bytes, one RSA verification over its SignedInfo; of an encrypted one RSA-OAEP,
 * AES-GCM and a parse of the plaintext as well. No tree, no canonical form, nothing read.
 *
 * @param {Message} message
 */
export function floor({ xml, isEncrypted, groups, expected }) {
  const document = Buffer.from(xml)
  const open = isEncrypted ? opener(xml) : () => document
  const signedXml = open().toString()
  const signedInfo = Buffer.from(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(signedXml)?.[0] ?? '')
  const signature = base64In(signedXml, 'SignatureValue')
  const key = createPublicKey(expected.signingCertificates[0] ?? '')
  return async () => {
    parse(document)
    const signed = open()
    if (isEncrypted) parse(signed)
    createHash('sha256').update(signed).digest()
    verify('sha256', signedInfo, key, signature)
    return groups
  }
}

/**
 * With as many handlers as ssokit's reader sets: V8 slows down whoever shares saxes with a parser of
 * another shape, and that should not be ssokit here.
 *
 * @param {Buffer} bytes
 */
function parse(bytes) {
  const parser = new SaxesParser({ position: false })
  parser.on('attribute', nothing)
  parser.on('opentag', nothing)
  parser.on('closetag', nothing)
  parser.on('text', nothing)
  parser.on('cdata', nothing)
  parser.on('comment', nothing)
  parser.on('processinginstruction', nothing)
  parser.write(bytes.toString()).close()
}

const nothing = () => {}

/** @param {string} xml */
function opener(xml) {
  const [encryptedKey = '', content = ''] = [...xml.matchAll(/CipherValue>([^<]+)/g)].map(
    ([, value]) => value,
  )
  const key = createPrivateKey(spKey.privateKey)
  const bytes = Buffer.from(content, 'base64')
  const block = Buffer.from(encryptedKey, 'base64')
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return () => {
    const contentKey = privateDecrypt({ key, padding, oaepHash: 'sha1' }, block)
    const cipher = createDecipheriv('aes-256-gcm', contentKey, bytes.subarray(0, 12))
    cipher.setAuthTag(bytes.subarray(-16))
    return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()])
  }
}

/** @param {string} xml @param {string} name */
function base64In(xml, name) {
  return Buffer.from(new RegExp(`${name}>([^<]+)`).exec(xml)?.[1] ?? '', 'base64')
}
