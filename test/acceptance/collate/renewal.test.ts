import { describe, expect } from 'vitest'
import { collate, renewed, signIn, useCollate } from './scene.ts'

const scene = useCollate()
const { journey } = scene

/** Refresh tokens that the product's server sent, in order. */
const sent = () =>
  scene.way.calls.flatMap(({ fields }) => fields.get('refresh_token') ?? []) as string[]

/** Answers get lost on the way back from Okta. */
const loseAnswers = () => {
  scene.way.meddle = ({ fields }) => {
    if (fields.get('grant_type') === 'refresh_token') throw new TypeError('The line is cut.')
    return undefined
  }
}

describe('Collate: renewing the session', () => {
  journey(
    'CL-6 CL-17 renews in a hidden frame, and by the server where the frame needs the person',
    async ({ page }) => {
      await signIn(page)
      const [before] = await page.context().cookies(collate)
      await renewed(page, /Renewed by the frame\./)
      const [after] = await page.context().cookies(collate)
      expect(after?.value).not.toBe(before?.value)
      expect(sent()).toEqual([])
      // From now on people are to be asked, which a frame cannot do.
      scene.app.change({ requiresConsent: true })
      const refused = page.waitForRequest(/\/silent-callback\?.*error=consent_required/)
      await renewed(page, /Renewed by the server\./)
      await refused
      expect(sent()).toHaveLength(1)
    },
    { isOrdinary: true },
  )

  journey('CL-6 falls back to the server where frames get no cookies', async ({ page }) => {
    await signIn(page)
    await renewed(page, /Renewed by the server\./)
    expect(sent()).toHaveLength(1)
  })

  journey('CL-6 shows itself in frames of its own page only', async ({ page, problems }) => {
    scene.hosts.serve(
      'elsewhere.example',
      async () =>
        new Response(
          `<!doctype html><title></title><iframe src="${collate}/silent-callback?error=login_required&state=x"></iframe>
<script>addEventListener('message', ({ data }) => (document.title = JSON.stringify(data)))</script>`,
          { headers: { 'content-type': 'text/html' } },
        ),
    )
    const denied = page.waitForEvent('console', (message) =>
      message.text().includes('frame-ancestors'),
    )
    await page.goto('https://elsewhere.example/')
    expect((await denied).text()).toContain(collate)
    expect(await page.title()).toBe('')
    problems.length = 0
  })

  journey('CL-4 uses each refresh token once', async ({ page }) => {
    await signIn(page)
    for (const _ of [1, 2, 3]) await renewed(page, /Renewed by the server\./)
    expect(new Set(sent()).size).toBe(3)
  })

  journey(
    'CL-4 goes on after a lost answer, within the provider’s grace',
    async ({ page, problems }) => {
      scene.app.change({ refreshTokens: { rotates: true, graceSeconds: 30 } })
      await signIn(page)
      loseAnswers()
      await renewed(page, /Please try again\./)
      scene.way.meddle = undefined
      await renewed(page, /Renewed by the server\./)
      const [lost, again] = sent()
      expect(again).toBe(lost)
      await page.reload()
      await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
      expect(problems).toEqual([])
    },
  )

  journey('CL-4 asks to sign in again after a lost answer without grace', async ({ page }) => {
    await signIn(page)
    loseAnswers()
    await renewed(page, /Please try again\./)
    scene.way.meddle = undefined
    await renewed(page, /Please sign in again: needs_login session_refresh_lost/)
    await page.goto(collate)
    await page.waitForURL(`${collate}/signin`)
  })

  journey(
    'CL-4 ends the session when somebody else has used its token',
    async ({ page, another }) => {
      await signIn(page)
      const elsewhere = await another()
      await signIn(elsewhere.page, 'ben@acme.example')
      await renewed(page, /Renewed by the server\./)
      // Whoever stole the first token tries it.
      const stolen = scene.way.calls.find(({ url }) => url.pathname.endsWith('/v1/token'))
      const token = sent()[0] ?? ''
      const theft = await scene.okta.fetch(stolen?.url ?? '', {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'refresh_token', refresh_token: token, client_id: scene.app.clientId },
        }),
      })
      expect(theft.status).toBe(400)
      await renewed(page, /Please sign in again: ended session_refresh_reused/)
      await page.goto(collate)
      await page.waitForURL(`${collate}/signin`)
      // Ben's goes on.
      await renewed(elsewhere.page, /Renewed by the server\./)
    },
  )

  journey(
    'CL-7 comes back to the sign-in page after signing out at Okta, and stays there',
    async ({ page }) => {
      await signIn(page)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(/\/signin/)
      await page.getByRole('link', { name: 'Sign in with Okta' }).click()
      // Okta asks anew: the session there has ended as well.
      await page.getByLabel('Username').waitFor()
    },
  )
})
