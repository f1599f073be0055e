import { describe, expect, it } from 'vitest'
import { routeByEmail } from '../../src/domain/index.ts'

const owner = (id: string, domain: string, coversSubdomains = false) => ({
  id,
  verifiedDomains: [
    { domain: `${id}.example.net`, coversSubdomains: true },
    { domain, coversSubdomains },
  ],
})
const ids = (email: string, ...candidates: ReturnType<typeof owner>[]) =>
  routeByEmail(email, candidates).map(({ id }) => id)

describe('routeByEmail', () => {
  it('E1 D2 leads to the owner of exactly this domain, however the address is written', () => {
    const acme = owner('acme', 'xn--mnchen-3ya.example')
    for (const email of ['ann@münchen.example', 'ANN@MÜNCHEN.EXAMPLE', 'a@mu\u0308nchen.example']) {
      expect(ids(email, acme)).toEqual(['acme'])
    }
    expect(ids('ann@xn--mnchen-3yb.example', acme)).toEqual([])
  })

  it('D2 leads to subdomains only by explicit choice, and never from a subdomain to its parent', () => {
    expect(ids('ann@eu.acme.example', owner('acme', 'acme.example'))).toEqual([])
    expect(ids('ann@eu.acme.example', owner('acme', 'acme.example', true))).toEqual(['acme'])
    expect(ids('ann@acme.example', owner('acme', 'eu.acme.example', true))).toEqual([])
    expect(ids('ann@evil-acme.example', owner('acme', 'acme.example', true))).toEqual([])
  })

  it('D4 leads to the owner of the closest domain where parents cover it as well', () => {
    const all = [
      owner('parent', 'acme.example', true),
      owner('child', 'eu.acme.example'),
      owner('grandchild', 'de.eu.acme.example', true),
    ]
    expect(ids('ann@acme.example', ...all)).toEqual(['parent'])
    expect(ids('ann@us.acme.example', ...all)).toEqual(['parent'])
    expect(ids('ann@eu.acme.example', ...all)).toEqual(['child'])
    expect(ids('ann@fr.eu.acme.example', ...all)).toEqual(['parent'])
    expect(ids('ann@x.de.eu.acme.example', ...all)).toEqual(['grandchild'])
  })

  it('leads to every connection of the owner', () => {
    const [first, second] = [owner('acme', 'acme.example'), owner('acme', 'acme.example')]
    expect(ids('ann@acme.example', first, owner('other', 'other.example'), second)).toHaveLength(2)
    expect(ids('ann@acme.example')).toEqual([])
  })

  it('E1 refuses what is no address', () => {
    expect(() => routeByEmail('ann@acme.example@evil.example', [])).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
  })
})
