import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { freePort } from '../support/demo.ts'

const root = new URL('../../', import.meta.url)

it('the Express example signs in with the packed package, outside of the repository', async () => {
  const { prepareExample } = await import(new URL('tools/lib/package.mjs', root).href)
  const { startDevIdpFor } = await import(new URL('tools/lib/dev-idp.mjs', root).href)
  const cacheDir = await mkdtemp(join(tmpdir(), 'ssokit-example-'))
  const port = await freePort()
  const address = `http://localhost:${port}`
  const idp = await startDevIdpFor(port, await freePort())
  const folder: string = await prepareExample('express', { cacheDir })
  expect(await outputOf(folder)).toContain('Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  const app = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    // Vitest sets BASE_URL, to a path.
    env: { ...process.env, NODE_ENV: undefined, BASE_URL: undefined, ...idp.env },
  })
  let output = ''
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk
        if (output.includes(`Open ${address}`)) resolve()
      }
      app.stdout.on('data', read)
      app.stderr.on('data', read)
      app.once('exit', () => reject(new Error(output)))
    })
    expect(output).toMatch(new RegExp(`Redirect URI: ${address}/sso/con_[\\w-]+/callback`))
    for (const button of ['Sign in with SSO', 'Sign in with SAML']) {
      const browser = createBrowser()
      const chooser = await browser.click(await browser.visit(address), button)
      const page = await browser.submit(chooser, { person: 'ann' })
      const profile = button.includes('SAML') ? await browser.submit(page) : page
      expect(profile.url).toBe(`${address}/profile`)
      expect(profile.body).toContain('<h1>Ann Admin</h1>')
    }
  } finally {
    app.kill()
    await idp.close()
    await rm(cacheDir, { recursive: true, force: true })
  }
})

/** What the server says where nothing is set. */
async function outputOf(folder: string): Promise<string> {
  const env = { ...process.env, OIDC_ISSUER: undefined, BASE_URL: undefined, NODE_ENV: undefined }
  const app = spawn(process.execPath, ['server.js'], { cwd: folder, env })
  let output = ''
  app.stderr.on('data', (chunk: Buffer) => {
    output += chunk
  })
  expect(await new Promise((resolve) => app.once('exit', resolve))).toBe(1)
  return output
}
