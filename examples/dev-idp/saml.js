// @ts-check
import { promisify } from 'node:util'
import samlp from 'samlp'
import { chooserPage, readForm } from './chooser.js'
import { html, page, pageHeaders, postPage } from './page.js'
import { choose, personOf } from './people.js'

/** @typedef {{ privateKey: string, certificate: string }} SamlKey PEM; RSA, self-signed */
/** @typedef {{ entityId: string, acsUrl: string, inResponseTo?: string }} Application */

const emailAddress = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/**
 * The SAML half of the development identity provider. Messages are read and written by Auth0's samlp.
 *
 * @param {{
 *   issuer: string
 *   origins: readonly string[]
 *   key: SamlKey
 *   isAcsUrl(url: string): boolean
 * }} options `origins`: where answers may go
 */
export function createSamlIdp({ issuer, origins, key, isAcsUrl }) {
  const metadataUrl = `${issuer}/saml/metadata`
  const signer = {
    ...{ issuer: metadataUrl, key: key.privateKey, cert: key.certificate, signResponse: true },
    ...{ signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' },
  }
  /** @type {Map<string, Application>} Those that asked before, since nobody registers them here. */
  const applications = new Map()

  /** From a request, or from the start page, where no request is answered. */
  const applicationOf = async (/** @type {Record<string, string>} */ query) => {
    if (query.application !== undefined) return applications.get(query.application)
    if (query.SAMLRequest === undefined) return undefined
    const { issuer: entityId, assertionConsumerServiceURL: acsUrl, id } = await parse({ query }, {})
    if (!isAcsUrl(acsUrl)) throw new Error('This is nobody’s ACS URL.')
    applications.set(entityId, { entityId, acsUrl })
    return { entityId, acsUrl, inResponseTo: id }
  }

  const pageFor = async (
    /** @type {Record<string, string>} */ query,
    /** @type {import('node:http').IncomingMessage} */ req,
  ) => {
    const application = await applicationOf(query)
    if (!application) return startPage([...applications.keys()])
    if (req.method !== 'POST') return chooserPage(application.entityId)
    const person = personOf(choose(await readForm(req)))
    const xml = person ? await response(signer, application, person) : refusal(signer, application)
    const SAMLResponse = Buffer.from(xml).toString('base64')
    return postPage(application.acsUrl, { SAMLResponse, RelayState: query.RelayState ?? '' })
  }

  const answer = async (
    /** @type {import('node:http').IncomingMessage} */ req,
    /** @type {import('node:http').ServerResponse} */ res,
  ) => {
    const { pathname, searchParams } = new URL(req.url ?? '', issuer)
    if (pathname === '/saml/metadata') {
      res.writeHead(200, { 'content-type': 'application/samlmetadata+xml' })
      res.end(metadata(issuer, metadataUrl, key))
    } else {
      const body = await pageFor(Object.fromEntries(searchParams), req)
      res.writeHead(200, pageHeaders(origins)).end(body)
    }
  }
  return { metadataUrl, answer }
}

const parse = promisify(samlp.parseRequest)
const getSamlResponse = promisify(samlp.getSamlResponse)

/**
 * @param {object} signer
 * @param {Application} application
 * @param {import('./people.js').Person} person
 * @returns {Promise<string>}
 */
function response(signer, { entityId, acsUrl, inResponseTo }, person) {
  const { name, given_name, family_name, email, login_email, groups } = person
  const profileMapper = () => ({
    getClaims: () => ({
      ...{ displayName: name, firstName: given_name, lastName: family_name },
      ...{ email, login_email, groups },
    }),
    getNameIdentifier: () => ({ nameIdentifier: email, nameIdentifierFormat: emailAddress }),
  })
  const addresses = { audience: entityId, recipient: acsUrl, destination: acsUrl, inResponseTo }
  return getSamlResponse({ ...signer, ...addresses, profileMapper }, person)
}

/**
 * samlp gives it only as a page of its own.
 *
 * @param {object} signer
 * @param {Application} application
 */
function refusal(signer, { acsUrl, inResponseTo }) {
  let markup = ''
  samlp.sendError({
    ...{ ...signer, destination: acsUrl, inResponseTo },
    error: { description: 'The person refused.' },
    getPostURL: (/** @type {unknown} */ _req, /** @type {Function} */ done) => done(null, acsUrl),
  })({}, { set() {}, send: (/** @type {string} */ text) => (markup = text) }, () => {})
  return Buffer.from(/value="([^"]+)"/.exec(markup)?.[1] ?? '', 'base64')
}

/**
 * @param {string} issuer
 * @param {string} entityId
 * @param {SamlKey} key
 */
function metadata(issuer, entityId, { certificate }) {
  const base64 = certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  return html`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
<X509Certificate>${base64}</X509Certificate>
</X509Data></KeyInfo></KeyDescriptor>
<NameIDFormat>${emailAddress}</NameIDFormat>
<SingleSignOnService Binding="${redirectBinding}" Location="${issuer}/saml/sso"/>
</IDPSSODescriptor>
</EntityDescriptor>`.markup
}

/** @param {readonly string[]} entityIds */
function startPage(entityIds) {
  const links = entityIds.map((entityId) => {
    const href = `/saml/start?${new URLSearchParams({ application: entityId })}`
    return html`<li><a href="${href}">${entityId}</a></li>`
  })
  return page(
    'Applications',
    html`<h1>Your applications</h1>
<p>Those that once sent somebody here. Real identity providers have a tile for each.</p>
<ul>${links}</ul>`,
  )
}
