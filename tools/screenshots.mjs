/**
 * `npm run screenshots`: pictures of every page, in `.cache/screenshots`, and an `index.html` that shows
 * them side by side: three widths, light and dark. The journeys of the vitest projects `browser` and
 * `browser-portal` take them; name one of these to have its pictures only.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { cache, root, run, tool } from './lib/commands.mjs'

/** Pictures take longer than all the rest of a journey. In milliseconds. */
const JOURNEY_LIMIT = 900_000

const folder = join(cache, 'screenshots')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const chosen = process.argv.slice(2)
const projects = chosen.length === 0 ? ['browser', 'browser-portal'] : chosen
const { exitCode, output } = await run(
  [
    ...tool('vitest'),
    ...['run', `--testTimeout=${JOURNEY_LIMIT}`],
    ...projects.flatMap((project) => ['--project', project]),
  ],
  { env: { NO_COLOR: '1', FORCE_COLOR: undefined, NODE_ENV: undefined, SCREENSHOTS: '1' } },
)
if (exitCode !== 0) console.error(output)
process.exitCode = exitCode

const files = readdirSync(folder).filter((file) => file.endsWith('.png'))
const nameOf = (file) => file.replace(/-\d+-(?:light|dark)\.png$/, '')
const widthOf = (file) => Number(/-(\d+)-(?:light|dark)\.png$/.exec(file)?.[1])
const names = new Set(files.map(nameOf))
const sections = [...names].toSorted().map((name) => {
  const own = files.filter((file) => nameOf(file) === name)
  const pictures = own
    .toSorted((one, other) => widthOf(one) - widthOf(other))
    .map((file) => `<img src="${file}" alt="${file}" loading="lazy">`)
  return `<h2>${name}</h2>\n<div>${pictures.join('\n')}</div>`
})
const style = 'div{display:flex;gap:1rem;align-items:start}img{border:1px solid;max-width:20%}'
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><title>Pages</title><style>${style}</style>\n${sections.join('\n')}\n`,
)
console.log(`${files.length} pictures of ${names.size} pages: ${relative(root, folder)}/index.html`)
