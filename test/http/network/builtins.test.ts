import dns from 'node:dns'
import { describe, expect, it } from 'vitest'
import { findBuiltins } from '../../../src/http/network/builtins.ts'

const process = { getBuiltinModule: (id: string) => ({ id }) }

describe('findBuiltins', () => {
  it('N1 finds the modules of this runtime', () => {
    expect(findBuiltins()?.dns).toBe(dns)
  })

  it('N1 finds none on runtimes without sockets, so that fetch is used', () => {
    expect(findBuiltins({})).toBeUndefined()
    expect(findBuiltins({ process: {} })).toBeUndefined()
    expect(findBuiltins({ process: { getBuiltinModule: () => undefined } })).toBeUndefined()
    expect(findBuiltins({ process, navigator: { userAgent: 'Node.js/22' } })).toBeDefined()
  })

  it('N1 does not mistake the http module of Cloudflare Workers for sockets', () => {
    expect(
      findBuiltins({ process, navigator: { userAgent: 'Cloudflare-Workers' } }),
    ).toBeUndefined()
  })
})
