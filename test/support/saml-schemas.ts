import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/* Debian's opensaml-schemas and xmltooling-schemas, read by libxml2: none of it knows our code. */
const schemas = '/usr/share/xml/opensaml'
const imported = '/usr/share/xml/xmltooling'

/** By which names the schemas of OASIS import those of W3C, which lie elsewhere here. */
const locations = {
  'http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd':
    'xmldsig-core-schema.xsd',
  'http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd': 'xenc-schema.xsd',
  'http://www.w3.org/2001/xml.xsd': 'xml.xsd',
}

const entries = Object.entries(locations).map(([uri, file]) => {
  const target = `uri="file://${imported}/${file}"`
  return `<uri name="${uri}" ${target}/><system systemId="${uri}" ${target}/>`
})
const catalog = `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${entries.join('')}</catalog>`

/** What libxml2 finds wrong with a document, offline; `''` if it fits the schema. */
export function schemaProblems(kind: 'protocol' | 'metadata', xml: string): string {
  return withFiles({ 'catalog.xml': catalog, 'document.xml': xml }, (folder) => {
    const schema = `${schemas}/saml-schema-${kind}-2.0.xsd`
    if (!existsSync(schema)) throw new Error('The schemas are missing: run node tools/setup.mjs')
    const env = { ...process.env, XML_CATALOG_FILES: join(folder, 'catalog.xml') }
    return outputOf(
      'xmllint',
      ['--nonet', '--noout', '--schema', schema, join(folder, 'document.xml')],
      env,
    )
  })
}

/** The string value of an XPath expression, as libxml2 reads it. */
export function valueAt(xpath: string, xml: string): string {
  return withFiles({ 'document.xml': xml }, (folder) =>
    execFileSync(
      'xmllint',
      ['--nonet', '--xpath', `string(${xpath})`, join(folder, 'document.xml')],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    ).replace(/\n$/, ''),
  )
}

/** What xmlsec1 finds wrong with the signature of the document element; `''` if it verifies. */
export function signatureProblems(xml: string, certificate: string): string {
  return withFiles({ 'certificate.pem': certificate, 'document.xml': xml }, (folder) =>
    outputOf('xmlsec1', [
      ...['--verify', '--enabled-reference-uris', 'same-doc'],
      ...['--enabled-key-data', 'raw-x509-cert'],
      ...messages.flatMap((name) => [
        '--id-attr:ID',
        `urn:oasis:names:tc:SAML:2.0:protocol:${name}`,
      ]),
      ...['--pubkey-cert-pem', join(folder, 'certificate.pem'), join(folder, 'document.xml')],
    ]),
  )
}

const messages = ['AuthnRequest', 'LogoutRequest', 'LogoutResponse']

function outputOf(program: string, options: readonly string[], env = process.env): string {
  try {
    execFileSync(program, options, { encoding: 'utf8', stdio: 'pipe', env })
    return ''
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string }
    if (code === 'ENOENT')
      throw new Error(`${program} is missing: run node tools/setup.mjs`, { cause: error })
    return stderr || 'failed'
  }
}

function withFiles<Result>(
  files: Readonly<Record<string, string>>,
  run: (folder: string) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'saml-schemas-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
