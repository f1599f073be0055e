import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stepsAfter, stepsBefore } from '../../src/trace/core-steps.ts'
import { oidcLoginSteps } from '../../src/oidc/login-steps.ts'
import { samlLoginSteps } from '../../src/saml/login-steps.ts'
import type { NearMissCode } from '../../src/domain/near-miss.ts'
import { explainNearMiss } from '../../src/domain/near-miss-texts.ts'
import { de } from '../../src/portal/locales/de/index.ts'
import { en } from '../../src/portal/locales/en/index.ts'
import { fill } from '../../src/portal/locales/fill.ts'

const portal = resolve(import.meta.dirname, '../../src/portal')

type Tree = { readonly [name: string]: string | Tree }

/** Every sentence of the pages by its path; what others say is another matter. */
function sentences(
  { findings: _ofOthers, ...tree }: Tree,
  path: readonly string[] = [],
): [readonly string[], string][] {
  return Object.entries(tree).flatMap(([name, value]): [readonly string[], string][] =>
    typeof value === 'string' ? [[[...path, name], value]] : sentences(value, [...path, name]),
  )
}

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

const challenge = {
  ...{ domain: 'acme.example', host: '_sso.acme.example', value: 'sso=abc', prefix: 'sso=' },
}

describe('the texts of the pages', () => {
  it('are the same in every language, with the same places for values', () => {
    const german = new Map(sentences(de).map(([path, text]) => [path.join('.'), text]))
    const english = sentences(en)
    expect([...german.keys()].sort()).toEqual(english.map(([path]) => path.join('.')).sort())
    for (const [path, text] of english) {
      const other = german.get(path.join('.')) ?? ''
      expect(places(other), path.join('.')).toEqual(places(text))
      expect(other.trim(), path.join('.')).not.toBe('')
    }
  })

  it('are translated, but for names that are the same everywhere', () => {
    const german = new Map(sentences(de).map(([path, text]) => [path.join('.'), text]))
    const same = sentences(en)
      .filter(([path, text]) => german.get(path.join('.')) === text)
      .filter(([, text]) => text.split(' ').length > 3)
    expect(same).toEqual([])
  })

  it('are all used', () => {
    const files = readdirSync(portal, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/^(locales\/|routes\.ts$)/.test(file))
      .map((file) => readFileSync(join(portal, file), 'utf8'))
    const source = files.join('\n').replaceAll(/^import [^']*'[^']*'$/gm, '')
    const unused = sentences(en).filter(([path]) => {
      const isNamed = (name: string) =>
        new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`).test(source)
      // Members of a table are found by what they are about; then the table itself is named.
      return !(path.length > 1 ? path.slice(1) : path).some(isNamed)
    })
    expect(unused.map(([path]) => path.join('.'))).toEqual([])
  })

  it('name every check that a sign-in is checked for', () => {
    const steps = [
      ...stepsBefore,
      ...stepsAfter,
      ...oidcLoginSteps({ issuer: 'https://idp.example' }, 'generic'),
      ...samlLoginSteps('generic'),
    ]
    const names = steps.flatMap(({ checks }) => checks.map(({ name }) => name))
    const known: Readonly<Record<string, string>> = en.trace.checks
    expect(names.filter((name) => !Object.hasOwn(known, name))).toEqual([])
  })

  it('say of every near miss what to change, as the host’s own pages hear it', () => {
    const name = 'there.example'
    for (const [code, text] of Object.entries(en.domains.misses)) {
      const { message, hint } = explainNearMiss(challenge, { code: code as NearMissCode, name })
      const shown = fill(text, { host: challenge.host, name })
      expect(hint, code).not.toBe('')
      // Other words may stand around the names; why DNS failed is told to the host alone.
      for (const named of code === 'dns_failed' ? [] : [challenge.host, name]) {
        expect(shown.includes(named), `${code} ${named}`).toBe(`${message} ${hint}`.includes(named))
      }
    }
  })
})
