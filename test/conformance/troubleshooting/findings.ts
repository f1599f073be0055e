import { expect, it } from 'vitest'
import { isSsoError, type Sso, type SsoError, systemActor } from '../../../src/index.ts'
import type { MockAnswer } from '../../../src/testing/oidc/index.ts'
import type { TroubleCase } from './cases.ts'

const actor = { actor: systemActor }

/** How a misconfiguration showed, and what we said should be done. */
export interface Finding {
  readonly symptoms: readonly string[]
  readonly hint: string
}

export type Reproductions = Readonly<Record<string, () => Promise<readonly Finding[]>>>

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
    })
  }
}

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

/** Of a sign-in that failed. */
export async function failure(
  attempt: Promise<{ readonly error: SsoError | undefined }>,
): Promise<Finding> {
  const { error } = await attempt
  if (!error) throw new Error('the sign-in succeeded')
  return ofError(error)
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
  return { symptoms: [`check ${name}`, ...(code === undefined ? [] : [code])], hint }
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
