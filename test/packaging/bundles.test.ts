import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Consumer, createConsumer } from './lib/consumer.ts'
import { uiTexts } from '../../src/ui-texts.ts'
import { type Bundle, kilobytes, measureBundle } from './lib/tools.ts'

/** Only the names of XML libraries and of their parts: a comment is gone after minifying. */
const xmlCode =
  /saxes|xmldom|fast-xml|XMLParser|samlify|node-rsa|NodeRSA|xpath|SAMLRequest|SAMLResponse|xmlenc|xmldsig/i
/** What a minifier leaves of a static import of a built-in, and a call of require. */
const builtinImport =
  /(?:from|import)\s*["'](?:node:)?[a-z_]+(?:\/[a-z]+)?["']|\brequire\(["']node:/

const budgets = [
  // The budget: own code beside jose
  { name: 'ssokit', external: ['jose'], kilobytes: 15, packages: ['ssokit'] },
  {
    name: 'ssokit/oidc',
    external: [],
    kilobytes: 35,
    packages: ['jose', 'ssokit'],
  },
  // Mounts hold no logic.
  ...['express', 'fastify', 'next', 'node'].map((name) => ({
    ...{ name: `ssokit/${name}`, external: [], kilobytes: 3, packages: ['ssokit'] },
  })),
  { name: 'ssokit/nest', external: ['@nestjs/core'], kilobytes: 3, packages: ['ssokit'] },
  // For workers, where every kilobyte is loaded before the first request.
  { name: 'ssokit/dns/doh', external: [], kilobytes: 15, packages: ['ssokit'] },
]

let consumer: Consumer
beforeAll(async () => {
  consumer = await createConsumer()
})
afterAll(() => consumer?.remove())

describe.each(budgets)('the bundle of $name', (budget) => {
  let bundle: { initial: Bundle; complete: Bundle }
  beforeAll(async () => {
    const code = `export * from '${budget.name}'`
    bundle = await measureBundle(code, {
      resolveDir: consumer.folder,
      // Left out, so that the test below can name it instead of a bundler's error.
      external: [...budget.external, 'node:*'],
    })
  })

  it(`stays below ${budget.kilobytes} kB at first load`, () => {
    const { brotli, minified } = bundle.initial
    const facts = `${kilobytes(brotli)} brotli (${kilobytes(minified)} minified)`
    expect(brotli, facts).toBeLessThanOrEqual(budget.kilobytes * 1000)
  })

  it('contains no XML code, also not in what is loaded later', () => {
    expect(xmlCode.exec(bundle.complete.text)?.[0]).toBeUndefined()
  })

  it('imports no built-in module', () => {
    const text = bundle.complete.text.replaceAll(/(?:from|import)\s*["']jose["']/g, '')
    expect(builtinImport.exec(text)?.[0]).toBeUndefined()
  })

  it('loads no other package at first', () => {
    expect(bundle.initial.packages).toEqual(budget.packages)
  })
})

describe('the texts of the root entry', () => {
  it('PU-26 come without any code', async () => {
    const code = "import { uiTexts } from 'ssokit'; console.log(uiTexts.en.signInWithOkta)"
    const { complete } = await measureBundle(code, { resolveDir: consumer.folder })
    expect(complete.text).toContain('Sign in with Okta')
    // Room for the statement around them; no function of ours fits into it.
    expect(complete.minified).toBeLessThan(Buffer.byteLength(JSON.stringify(uiTexts)) + 100)
  })
})

describe('the forbidden patterns', () => {
  it.each(['import{a}from"node:fs"', 'import"node:fs"', 'import a from"fs"', 'require("node:fs")'])(
    'find %s',
    (code) => expect(code).toMatch(builtinImport),
  )

  it('leave process.getBuiltinModule("node:dns") alone', () => {
    expect('process.getBuiltinModule("node:dns")').not.toMatch(builtinImport)
  })

  it.each(['new XMLParser', 'require("@xmldom/xmldom")', 'body.get("SAMLResponse")'])(
    'find %s',
    (code) => expect(code).toMatch(xmlCode),
  )
})
