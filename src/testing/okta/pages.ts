import { html, type Html } from '../../http/html.ts'
import { postPage, renderPage } from '../../http/pages.ts'
import { textsFor } from '../../http/texts.ts'

const english = textsFor(undefined)

/** @param form whether the page has one; where it leads may redirect to apps anywhere */
function okta(status: number, title: string, body: Html, form: 'any' | 'none' = 'none'): Response {
  const style = 'label,input{display:block}input{font:inherit;margin:.25rem 0 1rem;padding:.375rem}'
  return renderPage(english, {
    ...{ status, title: `${title} - Okta`, style },
    ...(form === 'any' && { form }),
    body: html`<h1>${title}</h1>
${body}`,
  })
}

/** @param problem why the last try did not do */
export function signInPage(
  fromUri: string,
  { username, problem }: { readonly username: string; readonly problem?: string },
): Response {
  return okta(
    problem === undefined ? 200 : 401,
    'Sign In',
    html`${problem !== undefined && html`<p role="alert">${problem}</p>`}
<form method="post" action="/login/login.htm">
<input type="hidden" name="fromURI" value="${fromUri}">
<label for="username">Username</label>
<input id="username" name="username" value="${username}" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`,
    'any',
  )
}

export interface Tile {
  readonly name: string
  readonly path: string
}

export function dashboardPage(name: string, tiles: readonly Tile[]): Response {
  const items = tiles.map((tile) => html`<li><a href="${tile.path}">${tile.name}</a></li>`)
  return okta(
    200,
    'My Apps',
    html`<p>${name}</p>
<ul>${items}</ul>
<p><a href="/login/signout">Sign out</a></p>`,
  )
}

export function consentPage(app: string, scopes: readonly string[], key: string): Response {
  const items = scopes.map((scope) => html`<li>${scope}</li>`)
  return okta(
    200,
    `${app} would like to access`,
    html`<ul>${items}</ul>
<form method="post" action="/oauth2/v1/consent">
<input type="hidden" name="okta_key" value="${key}">
<button name="consent" value="true">Allow Access</button>
<button name="consent" value="false">Don't Allow</button>
</form>`,
    'any',
  )
}

/** What a person sees where no app may be told of it. */
export function errorPage(status: number, code: string, description: string): Response {
  return okta(
    status,
    `${status} ${status === 400 ? 'Bad Request' : status === 404 ? 'Page not found' : 'Error'}`,
    html`<p>Your request resulted in an error. ${description}</p>
<p>Error code: <code>${code}</code></p>`,
  )
}

/** A form for an app, which submits itself; without scripts a button does it. */
export function formPage(url: string, fields: Readonly<Record<string, string>>): Response {
  return postPage(url, fields, undefined)
}
