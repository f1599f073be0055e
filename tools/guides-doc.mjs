/** Writes docs/idp from the guides in src: `node tools/guides-doc.mjs`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from './lib/commands.mjs'

const modules = `
export { guideIds, guideMarkdown, loadGuide } from './guides/index.ts'
export { oidcSetupFields } from './oidc/setup-fields.ts'
export { samlSetupFields } from './saml/setup-fields.ts'
export { connectionUrls, resolvePaths } from './config/paths.ts'
`

/** A connection that nobody has. */
const example = { baseUrl: 'https://app.example.com', connectionId: 'con_example' }

/** What a page tells of the options of its guide; the ways to use Okta exclude one another. */
const variants = [
  { name: 'okta-oidc', guide: 'okta-oidc', without: ['spa', 'refresh', 'org_server'] },
  { name: 'okta-oidc-spa', guide: 'okta-oidc', without: ['org_server', 'login_email'] },
]

const words = {
  en: {
    written: 'Written by `node tools/guides-doc.mjs`; edit `src/guides` instead.',
    note: 'The addresses are examples; `renderGuide` puts those of a connection in their place.',
    labels: 'Where the labels were read',
    unconfirmed: 'Not confirmed by a public document',
    quotes: '“”',
  },
  de: {
    written: 'Von `node tools/guides-doc.mjs` geschrieben; zu ändern ist `src/guides`.',
    note: 'Die Adressen sind Beispiele; `renderGuide` setzt die einer Verbindung ein.',
    labels: 'Wo die Bezeichnungen stehen',
    unconfirmed: 'Durch kein öffentliches Dokument bestätigt',
    quotes: '„“',
  },
}

/**
 * The pages by their paths below docs/idp.
 *
 * @param {any} source the exports named above
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function guidePages(source) {
  const pages = new Map()
  const rows = []
  for (const id of source.guideIds) {
    const [profile, protocol] = id.split('-')
    const guide = await source.loadGuide(profile, protocol)
    const own = variants.filter((variant) => variant.guide === id)
    for (const { name, without } of own.length > 0 ? own : [{ name: id, without: ['spa'] }]) {
      const options = guide.options.filter((/** @type {string} */ o) => !without.includes(o))
      for (const locale of /** @type {const} */ (['en', 'de'])) {
        const context = {
          product: 'Example App',
          setup: setupOf(source, guide, options),
          locale,
          options,
        }
        const page = `${source.guideMarkdown(guide, context)}\n${footer(guide, locale)}`
        const [title, ...rest] = page.split('\n')
        const { written, note } = words[locale]
        const text = [title, '', `<!-- ${written} -->`, '', note, ...rest].join('\n')
        pages.set(locale === 'en' ? `${name}.md` : `${locale}/${name}.md`, text)
      }
      rows.push(`| ${name} | [English](${name}.md) | [Deutsch](de/${name}.md) |`)
    }
  }
  pages.set('README.md', contents(rows))
  return pages
}

const contents = (/** @type {readonly string[]} */ rows) =>
  [
    '# Guides for customers’ admins',
    '',
    `<!-- ${words.en.written} -->`,
    '',
    'How an identity provider is set up, step by step, in the words of its console. `ssokit/guides` has the same as data:',
    '`renderGuide` fills in the values of one connection and your product’s name, and leaves out what you do not need.',
    '',
    '| guide | | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')

/** @param {any} source @param {{ protocol: string, profile: string }} guide @param {string[]} options */
function setupOf(source, { protocol, profile }, options) {
  const { paths } = source.resolvePaths(undefined, undefined)
  const urls = source.connectionUrls(example.baseUrl, paths, example.connectionId)
  const settings = options.includes('spa') ? { clientAuthentication: 'none' } : {}
  const context = { profile, urls, settings }
  const served = new Set(['acs', 'metadata'])
  return {
    fields:
      protocol === 'oidc'
        ? source.oidcSetupFields(context)
        : source.samlSetupFields(context, served),
    loginUrl: urls.organizationLogin,
  }
}

/** @param {any} guide @param {'en' | 'de'} locale */
function footer({ labels }, locale) {
  const text = words[locale]
  const [open, close] = text.quotes
  const list = (/** @type {readonly string[]} */ names) =>
    names.map((name) => `${open}${name}${close}`).join(', ')
  const lines = Object.entries(labels.bySource).map(([url, names]) => `- <${url}>: ${list(names)}`)
  if (labels.unconfirmed.length > 0) {
    lines.push(`- ${text.unconfirmed}: ${list(labels.unconfirmed)}`)
  }
  return lines.length === 0 ? '' : [`## ${text.labels}`, '', ...lines, ''].join('\n')
}

/** Node 20 cannot load TypeScript, so the guides are bundled into memory first. */
async function loadSource() {
  const { outputFiles } = await build({
    stdin: { contents: modules, resolveDir: join(root, 'src') },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const text = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  return import(`data:text/javascript;base64,${text}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = join(root, 'docs/idp')
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of await guidePages(await loadSource())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
