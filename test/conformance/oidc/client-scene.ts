import { type JsonObject, systemActor } from '../../../src/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { createScene, type Scene, type SceneOptions } from './scene.ts'

export const actor = { actor: systemActor }

/** A scene whose provider reads the client's keys where the connection publishes them. */
export async function createKeyScene(
  privateKey: string,
  options: SceneOptions = {},
): Promise<Scene> {
  let read = async (): Promise<{ keys: JsonObject[] }> => ({ keys: [] })
  const scene = await createScene({
    ...options,
    provider: {
      ...{ clientAuthentication: ['private_key_jwt'], clientKeys: () => read() },
      ...options.provider,
    },
    input: { secrets: { privateKey }, ...options.input },
  })
  read = () => publishedKeys(scene)
  return scene
}

/** What lies at the connection's JWKS address. */
export async function publishedKeys({
  sso,
  connectionId,
}: Pick<Scene, 'sso' | 'connectionId'>): Promise<{ keys: JsonObject[] }> {
  const response = await sso.handler(new Request(`${baseUrl}/sso/${connectionId}/jwks`))
  return (await response.json()) as { keys: JsonObject[] }
}
