import { describe, expect, it } from 'vitest'
import { setupOf, tell, urls } from '../support/guides.ts'

describe('the guide for Okta with SAML', () => {
  it('NG-1 says who is needed, and that the plan has to include it', async () => {
    const { step } = await tell('okta-saml')
    expect(step('need')).toContain('administrator of Okta who may create applications')
    expect(step('need')).toContain('administrator of Example App')
    expect(step('need')).toContain('plan')
  })

  it('NG-2 says that it is about the product itself', async () => {
    expect((await tell('okta-saml')).step('scope')).toContain('Example App itself')
  })

  it('NG-3 makes the NameID an e-mail address', async () => {
    const { step } = await tell('okta-saml')
    expect(step('method')).toContain('[SAML 2.0]')
    expect(step('name')).toContain('[App name]')
    expect(step('name_id')).toContain('[Name ID format] select [EmailAddress]')
    expect(step('name_id')).toContain('form of an e-mail address')
    expect(step('username')).toContain('[Application username] select [Email]')
  })

  it('NG-4 NG-14 has the final values at once, before any metadata', async () => {
    const { step, ids } = await tell('okta-saml')
    expect(step('final_values')).toContain('final')
    expect(ids.indexOf('acs')).toBeLessThan(ids.indexOf('view'))
    expect(step('acs')).toContain(urls.acs)
  })

  it('NG-5 calls it an internal application', async () => {
    expect((await tell('okta-saml')).step('internal')).toContain(
      "[I'm an Okta customer adding an internal app]",
    )
  })

  it('NG-6 leads to the metadata of the active certificate', async () => {
    const { step } = await tell('okta-saml')
    expect(step('certificates')).toContain('[Sign On]')
    expect(step('certificates')).toContain('[SHA-2]')
    expect(step('certificates')).toContain('[Active]')
    expect(step('view')).toContain('[Actions] > [View IdP metadata]')
    expect(step('view')).toContain('`metadata.xml`')
  })

  it('NG-9 tells what the tile needs, and hides it otherwise', async () => {
    const withTile = await tell('okta-saml', ['tile'])
    expect(withTile.step('tile_allow')).toContain('nobody asked for')
    expect(withTile.ids).not.toContain('tile_hide')
    const without = await tell('okta-saml')
    expect(without.step('tile_hide')).toContain('[Do not display application icon to users]')
    expect(without.ids).not.toContain('tile_allow')
  })

  it('NG-13 enters our addresses under Okta’s own labels', async () => {
    const { step } = await tell('okta-saml')
    expect(step('acs')).toContain(`[Single sign on URL] enter ${urls.acs}`)
    expect(step('audience')).toBe(`As [Audience URI (SP Entity ID)] enter ${urls.metadata}.`)
    const { fields } = await setupOf('okta', 'saml')
    expect(fields).toEqual([
      { id: 'acs_url', label: 'Single sign on URL', value: urls.acs },
      { id: 'sp_entity_id', label: 'Audience URI (SP Entity ID)', value: urls.metadata },
      { id: 'slo_url', label: 'Single Logout URL', value: urls.slo },
    ])
  })

  it('leaves the default RelayState blank, and sends groups only if that is wanted', async () => {
    const { step, ids } = await tell('okta-saml')
    expect(step('relay_state')).toBe('Leave [Default RelayState] blank.')
    expect(ids).not.toContain('groups')
    expect((await tell('okta-saml', ['groups'])).step('groups')).toContain(
      '[Group Attribute Statements]',
    )
  })
})
