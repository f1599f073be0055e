import { describe, expect, it } from 'vitest'
import { guideMarkdown, loadGuide, renderGuide } from '../../src/guides/index.ts'
import { setupOf, tell } from '../support/guides.ts'

const product = 'Example App'

describe('renderGuide', () => {
  it('numbers steps through all chapters, and notes not at all', async () => {
    const guide = await loadGuide('okta', 'oidc')
    const setup = await setupOf('okta', 'oidc')
    const { chapters } = renderGuide(guide, { product, setup, options: ['groups'] })
    const steps = chapters.flatMap((chapter) => chapter.steps)
    const numbers = steps.flatMap(({ number }) => (number === undefined ? [] : [number]))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(steps.find(({ id }) => id === 'third_party_groups')).not.toHaveProperty('number')
    expect(numbers.length).toBeLessThan(steps.length)
  })

  it('returns labels with their source, and values with their field', async () => {
    const guide = await loadGuide('okta', 'saml')
    const setup = await setupOf('okta', 'saml')
    const { title, chapters } = renderGuide(guide, { product, setup })
    expect(title).toContainEqual({ kind: 'product', text: product })
    const parts = chapters.flatMap(({ steps }) => steps.flatMap((step) => step.parts))
    expect(parts).toContainEqual({
      kind: 'label',
      text: 'Single sign on URL',
      source: 'https://ngrok.com/docs/guides/dashboard-sso-okta-setup/',
    })
    // Nobody has confirmed it, and it says so.
    expect(parts).toContainEqual({ kind: 'label', text: 'Default RelayState' })
    expect(parts).toContainEqual({
      kind: 'value',
      text: 'https://app.example.com/sso/con_1/acs',
      field: 'acs_url',
    })
  })

  it('leaves out a value that the console has no field for, and no other', async () => {
    const guide = await loadGuide('auth0', 'saml')
    const { fields, loginUrl } = await setupOf('generic', 'saml')
    const without = (missing: string) => ({
      fields: fields.filter(({ id }) => id !== missing),
      loginUrl,
    })
    const idsOf = (setup: { fields: typeof fields; loginUrl: string }) =>
      renderGuide(guide, { product, setup }).chapters.flatMap(({ steps }) =>
        steps.map(({ id }) => id),
      )
    const all = idsOf({ fields, loginUrl })
    expect(all).toContain('metadata')
    expect(idsOf(without('sp_metadata_url'))).toEqual(all.filter((id) => id !== 'metadata'))
    expect(() => idsOf(without('acs_url'))).toThrow(TypeError)
  })

  it('leaves out chapters without a step', async () => {
    const guide = await loadGuide('okta', 'oidc')
    const setup = await setupOf('okta', 'oidc')
    const idsOf = (options: readonly ('groups' | 'org_server')[]) =>
      renderGuide(guide, { product, setup, options }).chapters.map(({ id }) => id)
    expect(idsOf(['org_server'])).not.toContain('org_claims')
    expect(idsOf(['org_server', 'groups'])).toContain('org_claims')
    expect(idsOf(['org_server', 'groups'])).not.toContain('claims')
  })

  it('ignores options that a guide does not know', async () => {
    expect((await tell('google-saml', ['spa', 'own_server'])).text).toBe(
      (await tell('google-saml')).text,
    )
  })

  it('refuses to tell of a value that there is none of', async () => {
    const guide = await loadGuide('okta', 'oidc')
    const setup = await setupOf('okta', 'saml')
    expect(() => renderGuide(guide, { product, setup })).toThrow(/redirect_uri/)
    const names = () => renderGuide(guide, { product, setup: { fields: [], loginUrl: '' } })
    expect(names).toThrow(TypeError)
  })

  it('reads a name that looks like markup as a name', async () => {
    const { step } = await tell('okta-oidc', [], { product: '[Save] {redirect_uri} `x`' })
    expect(step('name')).toContain('enter [Save] {redirect_uri} `x`, or')
  })

  it.each(['shibboleth', '', 'constructor', '__proto__'])(
    'has the generic guide for the profile %j',
    async (profile) => {
      expect((await loadGuide(profile, 'oidc')).id).toBe('generic-oidc')
      expect((await loadGuide(profile, 'saml')).id).toBe('generic-saml')
    },
  )
})

describe('guideMarkdown', () => {
  const markdown = async (name: string, value?: string) => {
    const guide = await loadGuide('okta', 'saml')
    const setup = await setupOf('okta', 'saml')
    const fields = setup.fields.map((field) => ({ ...field, value: value ?? field.value }))
    return guideMarkdown(guide, { product: name, setup: { ...setup, fields } })
  }

  it('writes one heading for the guide and one for each chapter', async () => {
    const lines = (await markdown(product)).split('\n')
    expect(lines[0]).toBe('# Sign in to Example App with Okta (SAML)')
    expect(lines.filter((line) => line.startsWith('# '))).toHaveLength(1)
    expect(lines).toContain('## Configure SAML')
    expect(lines).toContain('2. Select **SAML 2.0** and click **Next**.')
    expect(lines).toContain(
      '5. As **Audience URI (SP Entity ID)** enter `https://app.example.com/sso/con_1/metadata`.',
    )
  })

  // CommonMark 0.31.2: section 2.4 (escapes), 4.5 (fences), 6.1 (code spans), 6.3 (links), 6.6 (HTML).
  it.each([
    ['<img src=x onerror=alert(1)>', String.raw`\<img src\=x onerror\=alert\(1\)\>`],
    ['[click](javascript:alert(1))', String.raw`\[click\]\(javascript\:alert\(1\)\)`],
    ['**bold** _and_ `code`', '\\*\\*bold\\*\\* \\_and\\_ \\`code\\`'],
    ['&lt;b&gt; \\', String.raw`\&lt\;b\&gt\; \\`],
    ['A\n\n# Heading\r\n- item', String.raw`A \# Heading \- item`],
    ['A\u2028# B\u0000', String.raw`A \# B`],
  ])('escapes the product name %j', async (name, escaped) => {
    const text = await markdown(name)
    expect(text.split('\n')[0]).toBe(`# Sign in to ${escaped} with Okta (SAML)`)
    expect(text.split('\n')).toHaveLength((await markdown(product)).split('\n').length)
  })

  it.each([
    ['https://x.example/`a`', '`` https://x.example/`a` ``'],
    ['a``b', '```a``b```'],
    ['`', '`` ` ``'],
    ['x\n# y', '`x # y`'],
    ['<b>&amp;', '`<b>&amp;`'],
  ])('keeps the value %j inside its code span', async (value, span) => {
    const text = await markdown(product, value)
    expect(text).toContain(`5. As **Audience URI (SP Entity ID)** enter ${span}.`)
  })
})
