import { randomBytes } from 'node:crypto'
import { html, type Html } from '../../src/http/html.ts'

/** The pages of the applications in `chromium-apps.ts`. */

/** Who is signed in, and the ways in and out. */
export function homePage(connectionId: string, person: string | undefined): Response {
  const address = `/sso/${connectionId}`
  if (person === undefined) {
    return page(html`<h1>Nobody</h1>
<p><a href="${address}/login">Sign in</a></p>`)
  }
  return page(html`<h1>Hello ${person}</h1>
<form method="post" action="${address}/logout">
<button name="scope" value="local">Sign out here</button>
<button>Sign out everywhere</button>
</form>`)
}

/**
 * A single-page app's: it renews its session in a hidden frame, and where that needs the person, it asks
 * its server whether the session holds. What it hears is written down.
 *
 * @param frame address that the frame begins with
 * @param issuer which the frame visits on its way
 */
export function renewalPage(frame: string, baseUrl: string, issuer: string): Response {
  const address = new URL(frame, baseUrl)
  const nonce = randomBytes(16).toString('base64url')
  const script = `const say = (text) => document.querySelector('output').append(text + '. ')
addEventListener('message', async ({ origin, data }) => {
  if (origin !== ${JSON.stringify(address.origin)} || data?.type !== 'ssokit:silent') return
  say('frame: ' + data.state)
  if (data.state !== 'needs_login') return
  const response = await fetch('/refresh', { method: 'POST' })
  say('refresh: ' + (await response.json()).state)
})
const frame = document.createElement('iframe')
frame.hidden = true
frame.src = ${JSON.stringify(address.href)}
document.body.append(frame)`
  return page(
    html`<h1>A single-page app</h1><output></output>
<script nonce="${nonce}">${{ markup: script }}</script>`,
    `script-src 'nonce-${nonce}'; connect-src 'self'; frame-src ${address.origin} ${issuer}`,
  )
}

function page(content: Html, policy = 'form-action *'): Response {
  const { markup } = html`<!doctype html>
<html lang="en"><title>An app</title>${content}</html>`
  return new Response(markup, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; base-uri 'none'; ${policy}`,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    },
  })
}
