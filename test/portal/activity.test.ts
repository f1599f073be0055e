import { describe, expect, it } from 'vitest'
import { eventText } from '../../src/portal/activity-text.ts'
import { de } from '../../src/portal/locales/de/index.ts'
import { en } from '../../src/portal/locales/en/index.ts'
import type { JournalEntry } from '../../src/index.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

const scene = (config: object = {}) => {
  const world = portalScene(config)
  return { world, browser: portalBrowser(world), url: `${world.url}/activity` }
}

const auditEntry = (world: ReturnType<typeof scene>['world'], index: number, body: object) =>
  ({
    ...{ id: `log_${String(index).padStart(12, '0')}`, at: world.clock().toISOString() },
    ...{ kind: 'audit', organizationId: 'org_1', body: { detail: {}, ...body } },
  }) as JournalEntry

describe('the list of what was done', () => {
  it('tells it in words, with names and whoever did it', async () => {
    const { world, browser, url } = scene()
    expect((await browser.visit(url)).body).toContain('Nothing has been done yet.')
    const { id } = await world.sso.connections.create(
      { organizationId: 'org_1', protocol: 'fake', description: 'Acme <IdP>' },
      { actor: 'carol' },
    )
    await world.sso.connections.remove(id, asSystem)
    const kept = await world.activeConnection('org_1', { description: 'Beta <IdP>' })
    const { link } = await world.sso.setupLinks.create('org_1', { actor: 'carol' })
    await world.settled()
    const { body } = await browser.visit(url)
    expect(body).toContain('The connection Beta &lt;IdP&gt; was switched on')
    // What is gone has no name any more.
    expect(body).toContain(`The connection ${id} was removed.`)
    expect(body).toContain(`The setup link ${link.id} was made.`)
    expect(body).toContain('· <span>carol</span>')
    expect(body).toContain('· <span>this product</span>')
    expect(body).not.toContain(kept.id)
  })

  it('tells what somebody did who came by a link, and what went on by itself', async () => {
    const { world, browser, url } = scene()
    const actors = ['setup link lnk_abc-1', 'setup link <b>', undefined]
    await world.storage.journal.append(
      actors.map((actor, index) =>
        auditEntry(world, index, {
          type: 'trust.change_needs_admin',
          ...(actor === undefined ? {} : { actor }),
          detail: { added: ['https://new.example/?<b>'], removed: ['AB:CD'] },
        }),
      ),
    )
    const { body } = await browser.visit(url)
    expect(body).toContain('somebody with the setup link lnk_abc-1')
    expect(body).toContain('· <span>setup link &lt;b&gt;</span>')
    expect(body).toContain('· <span>by itself</span>')
    expect(body).toContain('new: https://new.example/?&lt;b&gt;')
    expect(body).toContain('gone: AB:CD')
  })

  it('has words in both languages for everything that is kept', () => {
    // As core.ts chooses what becomes an entry.
    const types = Object.keys(en.activity.events)
    expect(types).toEqual(Object.keys(de.activity.events))
    const detail = { domain: 'acme.example', days: 7, setupLinkId: 'lnk_1', status: 'passed' }
    for (const type of types) {
      const entry = { id: 'x', at: 'x', type, detail: { ...detail, mode: 'mixed' } }
      for (const texts of [en, de]) {
        const text = eventText(texts, entry as never)
        expect(text, type).not.toMatch(/[{}]|undefined/)
        expect(text.length).toBeGreaterThan(10)
      }
    }
    const unknown = { id: 'x', at: 'x', type: 'constructor', detail: {} }
    expect(eventText(en, unknown as never)).toBe('constructor')
    const strange = { id: 'x', at: 'x', type: 'policy.changed', detail: { mode: 'toString' } }
    expect(eventText(en, strange as never)).toContain('toString')
  })

  it('leads through many entries below 40 kB, each of them once', async () => {
    const { world, browser, url } = scene()
    const domain = `${'<"ä'.repeat(60)}`
    const entries = Array.from({ length: 130 }, (_value, index) =>
      auditEntry(world, index, {
        ...{ type: 'domain.lost', actor: `n${String(index).padStart(3, '0')}` },
        detail: { domain },
      }),
    )
    await world.storage.journal.append(entries)
    const seen: string[] = []
    let page = await browser.visit(url)
    for (;;) {
      expect(new TextEncoder().encode(page.body).length).toBeLessThan(40_000)
      // No link leads to a page without any.
      expect(page.body).toContain('<ol class="steps">')
      seen.push(...[...page.body.matchAll(/· <span>n(\d{3})</g)].map(([, number = '']) => number))
      if (!page.body.includes('>Older<')) break
      page = await browser.click(page, 'Older')
    }
    expect(seen).toEqual(entries.map((_e, index) => String(index).padStart(3, '0')).toReversed())
    for (const before of ['<b>', '../x', 'a'.repeat(999), '\u0000']) {
      const strange = await browser.visit(`${url}?${new URLSearchParams({ before })}`)
      expect(strange.status).toBe(200)
      expect(strange.body).toContain('There is nothing older.')
    }
  })

  it('says so where nothing is kept', async () => {
    const { browser, url } = scene({ audit: false })
    expect((await browser.visit(url)).body).toContain('This product keeps no such list.')
  })
})
