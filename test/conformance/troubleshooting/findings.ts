import { expect, it } from 'vitest'
import { isSsoError, type Sso, type SsoError, systemActor } from '../../../src/index.ts'
import type { MockAnswer } from '../../../src/testing/oidc/index.ts'
import { coreOf } from '../../../src/core/core-of.ts'
import { escapeHtml } from '../../../src/http/html.ts'
import { portal } from '../../../src/portal/index.ts'
import { de } from '../../../src/portal/locales/de/index.ts'
import { translated } from '../../../src/portal/told.ts'
import type { TroubleCase } from './cases.ts'

const actor = { actor: systemActor }

/** How a misconfiguration showed, and what we said should be done. */
export interface Finding {
  readonly symptoms: readonly string[]
  readonly hint: string
  /** The page of the portal where an admin meets it, in this language; absent for what has none. */
  readonly shown?: (language: 'en' | 'de') => Promise<string>
}

export type Reproductions = Readonly<Record<string, () => Promise<readonly Finding[]>>>

/**
 * What no page of the portal is about afterwards: it is told where it is entered, which
 * test/portal/troubleshooting.test.ts enters, or to developers when the application starts.
 */
const formsAlone = ['connection_invalid', 'check_throttled', 'config_invalid']

/** Every case is brought about, shows as its row says, and our hints name what the row names. */
export function itRecognises(cases: readonly TroubleCase[], reproductions: Reproductions): void {
  it('is every one of the cases, and no other', () => {
    expect(Object.keys(reproductions).sort()).toEqual(cases.map(({ id }) => id).sort())
  })

  for (const { id, seed, problem, symptoms, fix, names } of cases) {
    it(`${seed ?? id} ${problem}`, async () => {
      const findings = (await reproductions[id]?.()) ?? []
      expect(new Set(findings.flatMap((one) => one.symptoms))).toEqual(new Set(symptoms))
      for (const name of names) {
        expect(fix).toContain(name)
        for (const { hint } of findings) expect(hint).toContain(name)
      }
      for (const { hint, shown, symptoms: found } of findings) {
        if (!shown) {
          expect(formsAlone).toContain(found[0])
          continue
        }
        expect(textOf(await shown('en'))).toContain(escapeHtml(textOf(hint)))
        // The same in German, and not in English beside German.
        const german = translated(de, hint)
        expect(german, hint).toBeDefined()
        expect(textOf(await shown('de'))).toContain(escapeHtml(textOf(german ?? '')))
      }
    })
  }
}

/** Names are marked up on a page, and stand between backticks elsewhere. */
const textOf = (text: string): string => text.replaceAll(/<\/?code>|`/g, '')

const ofError = ({ code, hint }: Pick<SsoError, 'code' | 'hint'>): Finding => ({
  symptoms: [code],
  hint,
})

/** Of what was thrown; an error that lists one issue is about that issue. */
export async function refusal(work: Promise<unknown>): Promise<Finding> {
  try {
    await work
  } catch (error) {
    if (!isSsoError(error)) throw error
    const [issue] = error.issues ?? []
    return issue ? { symptoms: [error.code, issue.code], hint: issue.hint } : ofError(error)
  }
  throw new Error('nothing was refused')
}

type Host = { readonly sso: Pick<Sso, 'connections'>; settled(): Promise<void> }

/** Of a sign-in that failed: an admin finds it by the reference of the error page. */
export async function failure(
  attempt: Promise<{ readonly error: SsoError | undefined; readonly host: Host }>,
): Promise<Finding> {
  const { error, host } = await attempt
  if (!error) throw new Error('the sign-in succeeded')
  await host.settled()
  const { sso } = host
  // An answer that went astray may have ended at any of them.
  const all = await sso.connections.list('org_1', actor)
  const pages = all.map(({ id }) =>
    pageOf(sso, `/connections/${id}/trace?reference=${error.correlationId}`),
  )
  const shown: Finding['shown'] = async (language) =>
    (await Promise.all(pages.map((page) => page(language)))).join('')
  return { ...ofError(error), shown }
}

/** A page of the portal, as the product's own people see it. */
function pageOf(sso: object, path: string): NonNullable<Finding['shown']> {
  const visitor = () => ({ actor: systemActor, organizationId: 'org_1' })
  const setup = portal({ sso: sso as Sso, visitor })
  return async (language) => {
    const { baseUrl } = coreOf(sso).config
    const headers = { 'accept-language': language }
    const address = `${baseUrl}${setup.basePath}${path}`
    return (await setup.handler(new Request(address, { headers }))).text()
  }
}

/** Of the check of this name that found something. */
export async function checked(
  { sso, connectionId }: { readonly sso: Pick<Sso, 'connections'>; readonly connectionId: string },
  name: string,
): Promise<Finding> {
  const { checks } = await sso.connections.check(connectionId, actor)
  const found = checks.find(
    (check) => check.name === name && (check.status === 'fail' || check.status === 'warn'),
  )
  if (!found) throw new Error(`nothing was found: ${JSON.stringify(checks)}`)
  const { code, hint = '' } = found
  const symptoms = [`check ${name}`, ...(code === undefined ? [] : [code])]
  return { symptoms, hint, shown: pageOf(sso, `/connections/${connectionId}/test`) }
}

/** The provider sends the browser back with an error instead of a code. */
export const refusing =
  (error: string, description: string) =>
  ({ url, fields }: MockAnswer): Request => {
    const back = new URL(url)
    const state = fields.get('state') ?? ''
    back.search = `${new URLSearchParams({ error, error_description: description, state })}`
    return new Request(back)
  }
