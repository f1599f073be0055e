// @ts-check
import { html, page, pageHeaders } from './page.js'
import { choose, people } from './people.js'

/** Far more than the one field of the form below. */
const MAX_BODY_BYTES = 1024

/**
 * The page on which one chooses who to be, and its form.
 *
 * @param {import('oidc-provider').default} provider
 * @param {readonly string[]} appOrigins where an answer may go
 * @returns {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => Promise<void>}
 */
export function createChooser(provider, appOrigins) {
  const finish = (req, res, result) =>
    provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })

  /** Who was signed in before is of no account, in this tab as in another one. */
  const forgetSession = async (interaction) => {
    interaction.session = undefined
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
  }

  /** Where another person was signed in, oidc-provider would ask with a page of its own. */
  const endOthers = async (req, res, choice) => {
    const { cookies } = provider.createContext(req, res)
    const id = cookies.get(provider.cookieName('session'), { signed: true })
    const session = id && (await provider.Session.find(id))
    if (session && session.accountId !== choice && people.has(choice)) await session.destroy()
  }

  return async (req, res) => {
    const interaction = await provider.interactionDetails(req, res)
    const { prompt, params } = interaction
    await forgetSession(interaction)
    // Nobody is asked for consent: the grant exists already.
    if (prompt.name === 'consent') return finish(req, res, { consent: {} })
    if (req.method === 'POST') {
      const choice = choose(await readForm(req))
      await endOthers(req, res, choice)
      return finish(req, res, answerOf(choice))
    }
    const hint = typeof params.login_hint === 'string' ? params.login_hint : undefined
    res.writeHead(200, pageHeaders(appOrigins))
    res.end(chooserPage(String(params.client_id), hint))
  }
}

/** @param {string} choice */
function answerOf(choice) {
  // The method is honest: nothing was proven. `remember: false` forgets the person with the browser.
  if (people.has(choice)) return { login: { accountId: choice, amr: ['none'], remember: false } }
  return { error: 'access_denied', error_description: 'The person refused.' }
}

/**
 * @param {string} asker
 * @param {string} [hint]
 */
export function chooserPage(asker, hint) {
  const buttons = [...people].map(
    ([id, { name, email, groups }]) => html`
<li><button name="person" value="${id}"><strong>${name}</strong>
<span>${email}</span>
<span>${groups.length > 0 ? `Groups: ${groups.join(', ')}` : 'In no group'}</span></button></li>`,
  )
  const hinted = hint === undefined ? '' : html` It expects <strong>${hint}</strong>.`
  return page(
    'Choose who to be',
    html`<h1>Who do you want to be?</h1>
<p><strong>${asker}</strong> asks you to sign in.${hinted}</p>
<form method="post">
<ul>${buttons}
</ul>
<label><input type="checkbox" name="leaves"> Take this person out of all groups first</label>
<button class="danger" name="person" value="">Refuse access</button>
</form>`,
  )
}

/** @param {import('node:http').IncomingMessage} req */
export async function readForm(req) {
  let text = ''
  for await (const chunk of req) {
    text += chunk
    if (text.length > MAX_BODY_BYTES) throw new Error('The form is too large.')
  }
  return new URLSearchParams(text)
}
