import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { oidcLoginSteps } from '../../src/oidc/login-steps.ts'
import { samlLoginSteps } from '../../src/saml/login-steps.ts'
import { stepsAfter, stepsBefore } from '../../src/trace/core-steps.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/trace.md'), 'utf8')

/** Names in the first column of the table below a heading. */
function documented(title: string): string[] {
  const [, rest = ''] = page.split(`\n### ${title}\n`)
  const [section = ''] = rest.split('\n#')
  return [...section.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
    cell.replaceAll('`', '').split(', '),
  )
}

const namesOf = (steps: readonly { readonly checks: readonly { readonly name: string }[] }[]) =>
  steps.flatMap(({ checks }) => checks.map(({ name }) => name))

describe('docs/trace.md', () => {
  it('lists every check of a trace, and no other', () => {
    const oidc = oidcLoginSteps({ issuer: 'https://idp.example.com' }, 'generic')
    const before = namesOf(stepsBefore)
    expect(documented('OpenID Connect')).toEqual([...before, ...namesOf(oidc)])
    const saml = namesOf(samlLoginSteps('generic'))
    expect(documented('SAML').toSorted()).toEqual([...before, ...saml].toSorted())
    expect(documented('Afterwards').toSorted()).toEqual(namesOf(stepsAfter).toSorted())
  })
})
