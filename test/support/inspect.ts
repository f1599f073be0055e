import { inspectCommand } from '../../src/cli/inspect.ts'
import type { Sso } from '../../src/index.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../src/testing/oidc/index.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import type { MockSamlResponse, RespondOptions } from '../../src/testing/saml/index.ts'
import {
  createScene as createOidcScene,
  expectSignedIn,
  type Scene as OidcScene,
  type SceneOptions as OidcOptions,
} from '../conformance/oidc/scene.ts'
import type { Scene as SamlScene } from '../conformance/saml/scene.ts'
import { type CliScene, cliTools } from './cli.ts'

/** What `ssokit inspect` says about a text, as JSON. */
export async function inspectedJson(
  input: CliScene['input'],
  args: string[] = [],
  scene: CliScene = {},
) {
  const { tools } = cliTools({ ...scene, ...(input === undefined ? {} : { input }) })
  const answer = await inspectCommand(['inspect', 'file', '--json', ...args], tools)
  return { ...answer, report: JSON.parse(answer.stdout || 'null') }
}

/** The same for people. */
export function inspectedText(input: CliScene['input'], args: string[] = [], scene: CliScene = {}) {
  const { tools } = cliTools({ ...scene, ...(input === undefined ? {} : { input }) })
  return inspectCommand(['inspect', 'file', ...args], tools)
}

/** Held against a connection of this host. */
export const against = (
  { sso, connectionId }: { readonly sso: Sso; readonly connectionId: string },
  ...more: string[]
): [string[], CliScene] => [['--connection', connectionId, ...more], { sso }]

/** A status of each check by its name. */
export const statusesOf = (report: { checks: { name: string; status: string }[] }) =>
  Object.fromEntries(report.checks.map(({ name, status }) => [name, status]))

/** The values of each fact by its name. */
export const factsOf = (report: { facts: { name: string; values: string[] }[] }) =>
  Object.fromEntries(report.facts.map(({ name, values }) => [name, values]))

/** An answer to a sign-in that was begun and not finished. */
export async function responseOf(
  { sso, idp, connectionId }: Pick<SamlScene, 'sso' | 'idp' | 'connectionId'>,
  options: RespondOptions = {},
): Promise<MockSamlResponse> {
  return idp.respondTo(await sso.startLogin({ connectionId }), options)
}

/** `token` is what the first sign-in got. */
export interface SignedInScene extends OidcScene {
  readonly token: string
  /** What the provider issued last. */
  lastToken(): string
}

/** A host whose connection has signed somebody in, with the ID token that it got. */
export async function signedInScene(
  provider: MockOidcOptions = {},
  { config, ...options }: OidcOptions = {},
): Promise<SignedInScene> {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256', ...provider })
  let token = ''
  const scene = await createOidcScene({
    idp,
    ...options,
    config: {
      clock,
      ...config,
      fetch: async (input, init) => {
        const response = await idp.fetch(input, init)
        const { id_token: idToken } = (await response
          .clone()
          .json()
          .catch(() => ({}))) as { id_token?: string }
        token = idToken ?? token
        return response
      },
    },
  })
  await expectSignedIn(scene)
  await scene.settled()
  return { ...scene, token, lastToken: () => token }
}
