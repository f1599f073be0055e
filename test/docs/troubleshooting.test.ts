import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sections, type TroubleCase } from '../conformance/troubleshooting/cases.ts'
import { errorTexts } from '../support/error-texts.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')

const symptomOf = (symptom: string) =>
  symptom.startsWith('check ') ? `check \`${symptom.slice(6)}\`` : `\`${symptom}\``

const rowOf = ({ problem, symptoms, fix }: TroubleCase) =>
  `| ${problem} | ${symptoms.map(symptomOf).join(', ')} | ${fix} |`

/** Rows below a heading, without the heads of tables. */
function rowsBelow(title: string): string[] {
  const [, rest = ''] = page.split(`\n## ${title}\n`)
  const [section = ''] = rest.split('\n## ')
  return section.split('\n').filter((line) => /^\| (?!what is wrong)/.test(line))
}

const documented = [...page.matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| /gm)].flatMap(
  ([, cell = '']) => cell.replaceAll('`', '').split(', '),
)

/** The names that checks have in the source. */
function namesInSource(): Set<string> {
  const folders = ['src/oidc/check', 'src/saml/check']
  const files = [
    ...folders.flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    ),
    ...['src/admin/check.ts', 'src/connection/clock-check.ts', 'src/connection/issuer-change.ts'],
  ]
  const patterns = [
    /\b(?:name|NAME) = '([a-z_]+)'/g,
    /\b(?:passed|failed|warned|unclear|checkOfIssue|checksOfError)\(\s*'([a-z_]+)'/g,
    /\? name : '([a-z_]+)'/g,
  ]
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'))
  return new Set(
    texts.flatMap((text) =>
      patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
    ),
  )
}

describe('docs/troubleshooting.md', () => {
  for (const { title, cases } of sections) {
    it(`says of ${title} what is tested, in the same order, and nothing else`, () => {
      expect(rowsBelow(title)).toEqual(cases.map(rowOf))
    })
  }

  it('lists every check that there is, and no other', () => {
    expect([...documented].sort()).toEqual([...namesInSource()].sort())
  })

  it('names symptoms that there are', () => {
    const symptoms = sections.flatMap(({ cases }) => cases.flatMap((one) => one.symptoms))
    const checks = symptoms.filter((one) => one.startsWith('check ')).map((one) => one.slice(6))
    expect(checks.filter((name) => !documented.includes(name))).toEqual([])
    // Codes of issues are no errors of their own.
    const known = [...Object.keys(errorTexts), 'config_value_invalid', 'connection_value_invalid']
    known.push('oidc_mix_up_possible', 'saml_certificate_expired')
    const codes = symptoms.filter((one) => !one.startsWith('check '))
    expect(codes.filter((code) => !known.includes(code))).toEqual([])
  })

  it('has at least thirty cases, each once', () => {
    const ids = sections.flatMap(({ cases }) => cases.map(({ id }) => id))
    expect(ids.length).toBeGreaterThanOrEqual(30)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
