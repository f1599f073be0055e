// @ts-check
import { adviceOf, html, page } from './html.js'

/** @typedef {import('./html.js').Html} Html */

const sections = {
  '/settings': 'Identity providers',
  '/settings/members': 'Members',
  '/settings/domains': 'Domains',
  '/settings/enforcement': 'Enforcement',
}

/**
 * @param {string} title
 * @param {Html} content
 * @param {readonly string[]} [news]
 */
export function settingsPage(title, content, news = []) {
  const links = Object.entries(sections).map(
    ([path, text]) =>
      html`<li><a href="${path}"${text === title && html` aria-current="page"`}>${text}</a></li>`,
  )
  const notices = news.map((text) => html`<p class="notice" role="status">${text}</p>`)
  return page(
    title,
    html`${notices}${content}`,
    html`<nav aria-label="Settings"><ul><li><a href="/">Acme Projects</a></li>${links}</ul></nav>`,
  )
}

const badges = {
  draft: 'draft',
  active: 'active',
  disabled: 'switched off',
  unstarted: 'saved',
  pending: 'pending',
  verified: 'verified',
  failed: 'failed',
  expired: 'expired',
  lost: 'lost',
}

/** @param {keyof typeof badges} state */
export const badge = (state) => html`<span class="badge ${state}">${badges[state] ?? state}</span>`

/** One click selects all of it. @param {string} value */
export const copyable = (value) => html`<code class="copy">${value}</code>`

/**
 * @param {{
 *   path: string
 *   label: string
 *   value: string
 *   issue: import('ssokit').SsoIssue | undefined
 *   advice?: string
 *   placeholder?: string
 *   type?: string
 *   isLong?: boolean
 * }} field
 */
export function field({ path, label, value, issue, advice, placeholder, type = 'text', isLong }) {
  const notes = [advice !== undefined && `${path}-advice`, issue && `${path}-problem`]
  const describedBy = notes.filter(Boolean).join(' ')
  const attributes = html`id="${path}" name="${path}"${
    placeholder !== undefined && html` placeholder="${placeholder}"`
  }${issue && html` aria-invalid="true"`}${
    describedBy !== '' && html` aria-describedby="${describedBy}"`
  } autocomplete="off" spellcheck="false"`
  return html`<div class="field"><label for="${path}">${label}</label>
${
  isLong
    ? html`<textarea rows="4" ${attributes}>
${value}</textarea>`
    : html`<input type="${type}" value="${value}" ${attributes}>`
}
${advice !== undefined && html`<p id="${path}-advice">${advice}</p>`}
${issue && html`<p id="${path}-problem" class="problem">${issue.message} ${adviceOf(issue)}</p>`}</div>
`
}

/** @param {string} name @param {string} value @param {string} text @param {boolean} isChosen */
export const choice = (name, value, text, isChosen) =>
  html`<label class="choice"><input type="radio" name="${name}" value="${value}"${isChosen && html` checked`}> ${text}</label>`
