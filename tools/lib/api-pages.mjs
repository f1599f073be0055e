/** The pages of docs/api, from the model of the API. Pure. */

/** @import { Api, Entry, Item } from './api-model.mjs' */

const written = '<!-- Written by `node tools/api-doc.mjs`; edit the comments in `src` instead. -->'

/** @type {readonly (readonly [Item['kind'], string])[]} */
const groups = [
  ['function', 'Functions'],
  ['class', 'Classes'],
  ['constant', 'Constants'],
  ['type', 'Types'],
]

/**
 * @param {Api} api
 * @param {(item: Item) => Iterable<unknown>} namesOf declarations that the one of an item names
 * @returns {ReadonlyMap<string, string>} texts by the names of their files
 */
export function apiPages({ entries, hidden }, namesOf) {
  const pages = entries.map((entry) => ({
    entry,
    sections: sectionsOf(entry, hidden),
  }))
  /** @type {Map<unknown, { name: string, page: string, anchor: string }>} */
  const places = new Map()
  for (const { entry, sections } of pages) {
    const anchor = anchors()
    anchor(entry.name)
    for (const { title, items } of sections) {
      anchor(title)
      for (const { name, node } of items) {
        places.set(node, { name, page: entry.page, anchor: anchor(name) })
      }
    }
  }
  const texts = new Map(
    pages.map(({ entry, sections }) => [entry.page, pageText(entry, sections, places, namesOf)]),
  )
  return new Map([['README.md', indexText(entries)], ...texts])
}

/**
 * @param {Entry} entry
 * @param {readonly Item[]} hidden
 */
function sectionsOf({ name, items }, hidden) {
  const own = groups.map(([kind, title]) => ({
    title,
    items: items.filter((item) => item.kind === kind),
  }))
  const named = { title: 'Named above', items: hidden.filter(({ entry }) => entry === name) }
  return [...own, named].filter((section) => section.items.length > 0)
}

/** As GitHub names the anchors of headings: those of one name are numbered. */
function anchors() {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return (/** @type {string} */ heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  }
}

/** @param {readonly Entry[]} entries */
function indexText(entries) {
  const rows = entries.map(({ name, page, about }) => `| [\`${name}\`](${page}) | ${about} |`)
  return [
    '# API reference',
    '',
    written,
    '',
    'One page for each entry of the package. The other pages of this documentation say what things are for;',
    'these say what they are called, take and give.',
    '',
    '| entry | what is in it |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/**
 * @param {Entry} entry
 * @param {ReturnType<typeof sectionsOf>} sections
 * @param {ReadonlyMap<unknown, { name: string, page: string, anchor: string }>} places
 * @param {(item: Item) => Iterable<unknown>} namesOf
 */
function pageText(entry, sections, places, namesOf) {
  /** @param {unknown} node */
  const link = (node) => {
    const place = places.get(node)
    if (!place) return []
    const page = place.page === entry.page ? '' : place.page
    return [`[\`${place.name}\`](${page}#${place.anchor})`]
  }
  const lines = [`# ${entry.name}`, '', written, '', sentence(entry.about), '']
  for (const { title, items } of sections) {
    lines.push(`- ${title}: ${items.flatMap(({ node }) => link(node)).join(', ')}`)
  }
  for (const home of new Set(entry.others.map((other) => other.home))) {
    const names = entry.others
      .filter((other) => other.home === home)
      .map(({ name }) => `\`${name}\``)
    lines.push(`- From [\`${home.name}\`](${home.page}): ${names.join(', ')}`)
  }
  lines.push('')
  for (const { title, items } of sections) {
    lines.push(`## ${title}`, '')
    for (const item of items) lines.push(...itemText(item, [...namesOf(item)].flatMap(link)))
  }
  return lines.join('\n')
}

/**
 * @param {Item} item
 * @param {readonly string[]} links
 */
function itemText({ name, declaration, comment }, links) {
  const { summary, parameters, returns, throws, security, see, examples } = comment
  const facts = [
    ...parameters.map((parameter) => `- \`${parameter.name}\`: ${oneLine(parameter.text)}`),
    ...(returns ? [`- Returns ${oneLine(returns)}`] : []),
    ...throws.map((text) => `- Throws ${oneLine(text.replace(/^(\w+)/, '`$1`'))}`),
    ...security.map((text) => `- **Security:** ${oneLine(text)}`),
    ...see.map((text) => `- See ${oneLine(text.replace(/^(?!<)https:\S+/, '<$&>'))}`),
  ]
  return [
    ...[`### ${name}`, ''],
    ...(summary ? [summary, ''] : []),
    ...block(declaration),
    ...(links.length > 0 ? [`Names ${links.join(', ')}.`, ''] : []),
    ...(facts.length > 0 ? [...facts, ''] : []),
    ...examples.flatMap((text) => [text, '']),
  ]
}

/**
 * A block of code may hold examples, which are in fences of their own.
 *
 * @param {string} code
 */
function block(code) {
  const fence = code.includes('```') ? '````' : '```'
  return [`${fence}ts`, code, fence, '']
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}

/** @param {string} text */
function sentence(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
