import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  attribute,
  attributeStatement,
  authnStatement,
  confirmation,
  nameId,
  type Scene,
  subject,
  tag,
  values,
} from '../../support/saml-response.ts'

const named = (inside: string): Scene => ({
  assertion: { subject: subject(inside + confirmation()) },
})
const stating = (...statements: readonly string[]): Scene => ({
  assertion: { attributeStatement: statements.join('') },
})

describe('the NameID', () => {
  it('S25 is there and not empty', async () => {
    for (const inside of ['', nameId(''), nameId('   '), nameId(' \n\t&#xD; ')]) {
      expect(await refusalCodes(named(inside))).toEqual(['saml_name_id_missing'])
    }
  })

  it('S25 is one', async () => {
    for (const other of [nameId(), tag('saml:BaseID')]) {
      expect((await refusal(named(nameId() + other))).code).toBe('saml_message_malformed')
    }
    expect((await refusal(named(tag('saml:BaseID')))).code).toBe('saml_message_malformed')
    const twoSubjects = subject() + subject(nameId('eve') + confirmation())
    expect((await refusal({ assertion: { subject: twoSubjects } })).code).toBe(
      'saml_message_malformed',
    )
    expect((await refusal({ assertion: { subject: '' } })).code).toBe('saml_message_malformed')
  })

  it('S25 loses the XML white space at its edges and nothing else', async () => {
    expect((await accept(named(nameId('\n  Ann  Lee\t ')))).nameId).toBe('Ann  Lee')
    expect((await accept(named(nameId('Ann@Example.COM')))).nameId).toBe('Ann@Example.COM')
  })

  it.each(['00A0', '2003', '3000', 'FEFF', '200B', '200E', '202E', '2060', '85', '7F'])(
    'S25 does not begin or end with the invisible U+%s',
    async (code) => {
      for (const text of [`&#x${code};ann`, `ann&#x${code};`, ` ann&#x${code};\n`]) {
        const raw = text.replace(/&#x(\w+);/, (_, hex: string) =>
          String.fromCodePoint(Number.parseInt(hex, 16)),
        )
        expect(await refusalCodes(named(nameId(raw)))).toEqual(['saml_name_id_invalid'])
      }
    },
  )

  it('S25 brings its format and qualifiers', async () => {
    const attributes = { Format: 'urn:f', NameQualifier: 'urn:n', SPNameQualifier: 'urn:s' }
    expect(await accept(named(nameId('ann', attributes)))).toMatchObject({
      nameId: 'ann',
      nameIdFormat: 'urn:f',
      nameQualifier: 'urn:n',
      spNameQualifier: 'urn:s',
    })
  })

  it('X7 of nothing but blanks within takes linear time', async () => {
    const text = `a${' '.repeat(300_000)}b`
    expect((await accept(named(nameId(text)))).nameId).toBe(text)
  })

  it('is never quoted when it is refused', async () => {
    const secret = { assertion: { subject: subject(nameId('secret\u{200B}') + confirmation()) } }
    expect(JSON.stringify(await refusal(secret))).not.toContain('secret')
  })
})

describe('the AuthnStatement', () => {
  it('S25 is there', async () => {
    expect(await refusalCodes({ assertion: { authnStatement: '' } })).toEqual([
      'saml_authn_statement_missing',
    ])
    const contextless = tag('saml:AuthnStatement', { AuthnInstant: '2026-11-21T12:00:00Z' })
    expect((await refusal({ assertion: { authnStatement: contextless } })).code).toBe(
      'saml_message_malformed',
    )
  })

  it('may describe its context by a declaration, and may have no session index', async () => {
    const declared = tag('saml:AuthnContextDeclRef', {}, 'urn:x')
    const statement = authnStatement({ SessionIndex: undefined }, declared)
    const verified = await accept({ assertion: { authnStatement: statement } })
    expect(verified.authnContextClassRef).toBeUndefined()
    expect(verified.sessionIndex).toBeUndefined()
  })
})

describe('attributes', () => {
  it('S25 of one name are concatenated, within and across statements', async () => {
    const scene = stating(
      attributeStatement(
        attribute('Role', values('a')),
        attribute('Role', values('b', 'c'), { NameFormat: 'urn:f', FriendlyName: 'role' }),
        attribute('role', values('d')),
      ),
      attributeStatement(attribute('Role', values('a'))),
    )
    expect((await accept(scene)).attributes).toEqual({ Role: ['a', 'b', 'c', 'a'], role: ['d'] })
  })

  it('S25 tell absent, without a value, nil and empty apart', async () => {
    const xsi = 'http://www.w3.org/2001/XMLSchema-instance'
    const value = (nil: string) =>
      `<saml:AttributeValue xmlns:xsi="${xsi}" xsi:nil="${nil}"></saml:AttributeValue>`
    const scene = stating(
      attributeStatement(
        attribute('none', ''),
        attribute('nil', value('true') + value('1')),
        attribute('empty', values('') + value('false')),
        attribute('kept', values(' a ') + value('true').replace(xsi, 'urn:x').replace('><', '>b<')),
      ),
    )
    const { attributes } = await accept(scene)
    expect(attributes).toEqual({ none: [], nil: [], empty: ['', ''], kept: [' a ', 'b'] })
    expect('absent' in attributes).toBe(false)
    expect((await accept(stating(''))).attributes).toEqual({})
  })

  it('S25 with elements in a value are named, and that value is left out', async () => {
    const structured = tag('saml:AttributeValue', {}, nameId('x'))
    const partly = tag('saml:AttributeValue', {}, `a${nameId('x')}`)
    const instructed = tag('saml:AttributeValue', {}, 'a<?x?>b')
    const scene = stating(
      attributeStatement(
        attribute('targeted', structured + values('plain')),
        attribute('partly', partly),
        attribute('instructed', instructed),
        attribute('plain', values('plain')),
      ),
    )
    const verified = await accept(scene)
    expect(verified.attributes).toEqual({
      targeted: ['plain'],
      partly: [],
      instructed: [],
      plain: ['plain'],
    })
    expect(verified.structuredAttributes).toEqual(['targeted', 'partly', 'instructed'])
  })

  it('S25 have a name, and statements hold nothing else', async () => {
    const nameless = tag('saml:Attribute', {}, values('x'))
    for (const inside of [nameless, attribute('', values('x')), nameId()]) {
      expect((await refusal(stating(attributeStatement(inside)))).code).toBe(
        'saml_message_malformed',
      )
    }
  })

  it('S25 values are those of SAML’s namespace', async () => {
    const foreign = '<x:AttributeValue xmlns:x="urn:x">x</x:AttributeValue>'
    const scene = stating(attributeStatement(attribute('a', foreign)))
    expect((await accept(scene)).attributes).toEqual({ a: [] })
  })
})
