import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/portal/routes.ts'
import { type PortalState, portalState } from '../support/portal-state.ts'

/** What would become markup, end a value, or be taken for a place in a sentence of ours. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  '</textarea><script>alert(1)</script>',
  '</title></style><svg onload=alert(1)>',
  '<!-- <b>',
  '--><b>',
  ']]><b>',
  '&lt;b&gt;&#60;b&#62;&amp;',
  '{name}{host}{event}<i>',
  '$&$1$`<u>',
  'javascript:alert(1)//<a href="',
  '\u202E<b>\u2028',
  '+ADw-script+AD4-<b>',
] as const

/** Every tag of a page with the names of its attributes, and nothing that is in them. */
function skeleton(body: string): readonly string[] {
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, '=""'))
}

/** All pages of a state, one after the other. */
async function pages({ world, connectionIds, domains }: PortalState): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (const { path } of routes) {
    const names = path.includes(':domain') ? domains : connectionIds
    const targets = path.includes(':') ? names.map((name) => path.replace(/:\w+/, name)) : [path]
    for (const [index, target] of targets.entries()) {
      const response = await world.ask(target === '' ? '' : `/${target}`)
      found.push([`${path} ${index}`, await response.text()])
    }
  }
  return found
}

let expected: Map<string, readonly string[]>
beforeAll(async () => {
  const harmless = await pages(await portalState('harmless'))
  expected = new Map(harmless.map(([name, body]) => [name, skeleton(body)]))
})

describe('T4 no page takes text of others for markup', () => {
  it.each(hostile)('%s', async (text) => {
    const found = await pages(await portalState(text))
    expect(found.map(([name]) => name)).toEqual([...expected.keys()])
    for (const [name, body] of found) expect(skeleton(body), name).toEqual(expected.get(name))
  })

  it('and shows it where it belongs', async () => {
    const text = '<b>marked</b>'
    const found = await pages(await portalState(text))
    const shown = found.filter(([, body]) => body.includes('&lt;b&gt;marked&lt;/b&gt;'))
    // Its name and the product stand on every page that is one.
    expect(shown.length).toBe(found.filter(([, body]) => body !== '').length)
  })
})
