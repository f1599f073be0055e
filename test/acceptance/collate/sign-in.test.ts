import { systemActor } from 'ssokit'
import { describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { collate, hintFor, logIn, referenceOn, signIn, useCollate } from './scene.ts'

const scene = useCollate()
const { journey } = scene

describe('Collate: signing in', () => {
  journey('CL-3 asks for a code with PKCE, as a client without a secret', async ({ page }) => {
    const asked: URL[] = []
    page.on('request', (request) => {
      if (request.url().includes('/v1/authorize')) asked.push(new URL(request.url()))
    })
    await signIn(page)
    await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
    const { searchParams: sent } = asked[0] ?? new URL('about:blank')
    expect(Object.fromEntries(sent)).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', client_id: scene.app.clientId },
      ...{ redirect_uri: `${collate}/callback`, scope: 'openid profile email offline_access' },
    })
    const exchange = scene.way.calls.find(({ url }) => url.pathname.endsWith('/v1/token'))
    expect(exchange?.headers.get('authorization')).toBe(null)
    expect([...(exchange?.fields.keys() ?? [])]).not.toContain('client_secret')
    expect(exchange?.fields.get('client_id')).toBe(scene.app.clientId)
    expect(exchange?.fields.get('code_verifier')).toMatch(/^[\w~.-]{43,128}$/)
    // Tokens stay on the server.
    const texts = [await page.content(), JSON.stringify(await page.context().cookies(collate))]
    for (const token of Object.values(exchange?.answer ?? {})) {
      if (String(token).length > 40) expect(texts.join('')).not.toContain(token)
    }
  })

  journey(
    'CL-5 needs nothing of Implicit (hybrid), and takes an ID token with the code where chosen',
    async (visitor) => {
      const { page, another } = visitor
      const { app, server, product, connectionId } = scene
      app.change({ grantTypes: ['authorization_code', 'refresh_token', 'implicit'] })
      server.addPolicy({ rule: { grantTypes: ['authorization_code', 'implicit'] } })
      const asked = page.waitForRequest(/\/v1\/authorize/)
      await signIn(page)
      await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
      expect(new URL((await asked).url()).searchParams.get('response_type')).toBe('code')

      const settings = { responseType: 'code id_token' } as const
      await product.sso.connections.update(connectionId, { settings }, { actor: systemActor })
      await product.sso.connections.activate(connectionId, { actor: systemActor })
      const ben = await another()
      const posted = ben.page.waitForRequest(`${collate}/callback`)
      await signIn(ben.page, 'ben@acme.example')
      await ben.page.getByRole('heading', { name: 'Hello ben@acme.example' }).waitFor()
      const names = [...new URLSearchParams((await posted).postData() ?? '').keys()]
      // No access token ever comes this way.
      expect(names.toSorted()).toEqual(['code', 'id_token', 'state'])
    },
  )

  journey(
    'CL-9 tells who is not assigned, and the operator why',
    async ({ page, another, status }) => {
      scene.app.change({ access: 'skip' })
      scene.app.assign({ login: 'ben@acme.example' })
      await signIn(page)
      expect(status()).toBe(403)
      await page.getByText(/not assigned/).waitFor()
      const hint = await hintFor((await another()).page, scene, await referenceOn(page))
      expect(hint).toContain('Assignments')
      const ben = await another()
      await signIn(ben.page, 'ben@acme.example')
      await ben.page.getByRole('heading', { name: 'Hello ben@acme.example' }).waitFor()
    },
  )

  journey(
    'CL-11 CL-18 takes no access token for an ID token, though its audience is the client id',
    async (visitor) => {
      const { page, another, status } = visitor
      scene.way.meddle = ({ url, answer }) => {
        if (!url.pathname.endsWith('/v1/token') || !answer) return undefined
        return Response.json({ ...answer, id_token: answer['access_token'] })
      }
      await signIn(page)
      expect(status()).toBe(400)
      expect(scene.product.host.userOf('ann@acme.example')).toBeUndefined()
      const hint = await hintFor((await another()).page, scene, await referenceOn(page))
      expect(hint).toContain('The ID token is meant to be one')
      // Both were for the same audience.
      const { answer } = scene.way.calls.find(({ url }) => url.pathname.endsWith('/v1/token')) ?? {}
      const audienceOf = (token = '') =>
        JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).aud
      expect([answer?.['id_token'], answer?.['access_token']].map(audienceOf)).toEqual([
        ...[scene.app.clientId, scene.app.clientId],
      ])
      scene.way.meddle = undefined
      await page.context().clearCookies({ domain: 'acme.okta.com' })
      await signIn(page)
      await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
    },
  )

  journey('CL-15 explains a scope that the authorization server does not have', async (visitor) => {
    const { page, another } = visitor
    const { connections } = scene.product.sso
    const usual = ['openid', 'profile', 'email', 'offline_access']
    const change = (scopes: string[]) =>
      connections.update(scene.connectionId, { settings: { scopes } }, { actor: systemActor })
    // It is noticed before anybody meets it, and what is live goes on.
    await change([...usual, 'data'])
    const operator = await another()
    await logIn(operator.page)
    await operator.page.goto(`${collate}/operator`)
    await press(operator.page, 'Activate')
    await operator.page.getByRole('alert').getByText('tab Scopes, and add the scope').waitFor()
    await signIn(page)
    await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
    // The server's own is one that may be asked for.
    await change([...usual, 'collate'])
    await operator.page.goto(`${collate}/operator`)
    await press(operator.page, 'Activate')
    expect(await operator.page.getByRole('alert').count()).toBe(0)

    // Okta's admin takes the grant away that one of the scopes needs.
    scene.app.change({ grantTypes: ['authorization_code'] })
    const ben = await another()
    await ben.page.goto(`${collate}/signin`)
    await ben.page.getByRole('link', { name: 'Sign in with Okta' }).click()
    const reference = await referenceOn(ben.page)
    const hint = await hintFor((await another()).page, scene, reference)
    expect(hint).toContain('oidc_scope_rejected')
    expect(hint).toContain('tab Scopes, and add the scope')
  })

  journey(
    'CL-16 explains that no access policy lets the application in',
    async ({ page, another }) => {
      scene.server.removePolicies()
      await signIn(page)
      const hint = await hintFor((await another()).page, scene, await referenceOn(page))
      expect(hint).toMatch(/Access Polic/)
    },
  )

  journey(
    'CL-17 asks for consent where people are to be asked, and takes no for an answer',
    async (visitor) => {
      const { page, another } = visitor
      scene.app.change({ requiresConsent: true })
      await signIn(page)
      await page.getByRole('button', { name: "Don't Allow" }).waitFor()
      await press(page, 'Allow Access')
      await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
      // Ben says no.
      const ben = await another()
      await signIn(ben.page, 'ben@acme.example')
      await press(ben.page, "Don't Allow")
      expect(ben.status()).toBe(403)
      expect(scene.product.host.userOf('ben@acme.example')).toBeUndefined()
    },
  )

  journey('CL-10 CL-13 CL-14 diagnoses authorization servers and issuers', async ({ page }) => {
    const { hosts, okta, connectionId } = scene
    // A custom domain of the same organisation.
    hosts.serve('id.acme.example', okta.handler)
    await logIn(page)
    const connection = `${collate}/sso/setup/connections/${connectionId}`
    const check = async (issuer: string) => {
      await page.goto(`${connection}/values`)
      await page.getByText('Addresses that follow from the others').click()
      await page.getByLabel('Issuer', { exact: true }).fill(issuer)
      await press(page, 'Continue')
      await page.goto(`${connection}/test`)
      await press(page, 'Check')
      return page.locator('main').innerText()
    }
    expect(await check(okta.defaultServer.issuer)).toMatch(
      /default.*not recommended|separate authorization server/,
    )
    const text = await check(scene.server.issuer.replace('acme.okta.com', 'id.acme.example'))
    expect(text).toContain('set the issuer to the Okta URL instead of Dynamic')
    expect(text).toContain('Security > API > Authorization Servers')
    expect(text).toContain('Sign On > OpenID Connect ID Token > Issuer')
  })
})
