/**
 * `npm run screenshots`: pictures of every page, in `.cache/screenshots`, and an `index.html` that shows
 * them side by side: narrow and wide, light and dark. The journeys in `test/browser` take them.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { cache, root, run, tool } from './lib/commands.mjs'

const folder = join(cache, 'screenshots')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const { exitCode, output } = await run([...tool('vitest'), 'run', '--project', 'browser'], {
  env: { NO_COLOR: '1', FORCE_COLOR: undefined, NODE_ENV: undefined, SCREENSHOTS: '1' },
})
if (exitCode !== 0) console.error(output)
process.exitCode = exitCode

const files = readdirSync(folder).filter((file) => file.endsWith('.png'))
const names = new Set(files.map((file) => file.replace(/-\d+-(?:light|dark)\.png$/, '')))
const sections = [...names].toSorted().map((name) => {
  const own = files.filter((file) => file.replace(/-\d+-(?:light|dark)\.png$/, '') === name)
  const pictures = own.map((file) => `<img src="${file}" alt="${file}" loading="lazy">`)
  return `<h2>${name}</h2>\n<div>${pictures.join('\n')}</div>`
})
const style = 'div{display:flex;gap:1rem;align-items:start}img{border:1px solid;max-width:40%}'
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><title>Pages</title><style>${style}</style>\n${sections.join('\n')}\n`,
)
console.log(`${files.length} pictures of ${names.size} pages: ${relative(root, folder)}/index.html`)
