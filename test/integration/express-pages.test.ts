import { describe, expect, it } from 'vitest'

const examples = new URL('../../examples/', import.meta.url)

describe('pages of the examples', () => {
  const hostile = `"><img src=x onerror=alert(1)>'&</td>`

  it('escape whatever an identity provider claims and people type', async () => {
    const load = (name: string) => import(new URL(`express/${name}.js`, examples).href)
    const pages = await load('pages')
    const settings = await load('settings-pages')
    const { connectionPage, connectionsPage } = await load('connection-pages')
    const { messagePage } = await load('html')
    const identity = {
      issuer: hostile,
      subject: hostile,
      email: hostile,
      emailVerified: false,
      groups: [hostile],
      attributes: { [hostile]: { [hostile]: hostile }, plain: hostile },
      origin: { [`attributes.${hostile}`]: { source: hostile, claim: hostile } },
    }
    const options = { password: true, connections: [{ label: hostile, url: hostile }] }
    const finding = { path: hostile, message: hostile, hint: hostile, suggestion: hostile }
    const error = { message: hostile, hint: hostile, status: 422 }
    const revision = {
      ...{ fingerprint: 'f', secrets: {}, claims: { groups: hostile }, access: {} },
      settings: { issuer: hostile, clientId: hostile },
    }
    const report = {
      ...{ message: hostile, issues: [finding], warnings: [finding], groups: [hostile] },
      access: { kind: 'refuse', reasons: [{ message: hostile }] },
      claims: [{ name: hostile, value: hostile, source: hostile }],
      checks: [{ ...finding, status: 'fail', expected: hostile, received: hostile }],
    }
    const evidence = { fingerprint: 'f', status: 'failed', report }
    const connection = {
      ...{ id: hostile, profile: 'generic', protocol: 'oidc', description: hostile, version: 1 },
      ...{ status: 'active', loginPath: hostile, draft: revision, test: evidence, check: evidence },
    }
    const setup = { loginUrl: hostile, fields: [{ label: hostile, value: hostile }] }
    const person = {
      id: hostile,
      email: hostile,
      isActive: true,
      roles: [],
      rolesManagedBy: 'host',
    }
    const lastCheck = { nearestMiss: finding }
    const claim = {
      domain: hostile,
      state: 'failed',
      lastCheck,
      nextCheckAt: '2026-01-01T00:00:00Z',
    }
    const record = { host: hostile, value: hostile }
    const [news, sample, fields] = [[hostile], { 'settings.issuer': hostile }, { mode: hostile }]
    const offered = [{ value: hostile, name: hostile, protocol: 'oidc' }]
    for (const markup of [
      pages.profilePage({ name: hostile, identity, connectionId: hostile }, hostile),
      pages.homePage({ name: hostile, isAdmin: true }),
      pages.welcomePage(options, { email: hostile, password: hostile }),
      pages.signInPage(hostile, options, hostile),
      pages.joinPage({ identity, needs: 'account_session', token: hostile }, hostile),
      connectionsPage({ rows: [{ connection, setup }], offered, news }),
      connectionPage({ connection, setup, sample }),
      connectionPage({ connection, setup, error, values: { 'settings.issuer': hostile } }),
      connectionPage({ connection, setup, error: { ...error, issues: [finding] } }),
      settings.membersPage([person], error),
      settings.enforcementPage({ mode: 'mixed' }, [finding], error),
      settings.confirmPage({ warnings: news, token: hostile }, { action: '/', back: '/', fields }),
      settings.domainsPage({
        domains: [{ ...claim, instructions: record }],
        error,
        domain: hostile,
        news,
      }),
      messagePage(hostile, hostile, hostile),
    ]) {
      expect(markup).toContain('&quot;&gt;&lt;img')
      expect(markup).not.toContain('<img')
      expect(markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }
  })

  it('escape what a client sends to the development identity provider', async () => {
    const { html } = await import(new URL('dev-idp/page.js', examples).href)
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).not.toMatch(/<img|="">/)
  })
})
