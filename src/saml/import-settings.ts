import { isSsoError } from '../errors.ts'
import type { SamlSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { ImportContext } from '../types/provider.ts'
import { fetchIdpMetadata, readIdpMetadata } from './fetch-metadata.ts'
import { settingsFromMetadata } from './metadata.ts'
import { samlError } from './error.ts'

/**
 * Turns a metadata file (`metadataXml`) or its address (`metadataUrl`) into settings. A file wins over
 * an address; the address is asked whenever it is entered, though it be the same again: so an admin
 * takes over what waits for one. Settings that the same edit names stand.
 *
 * @throws {SsoError} `connection_invalid` with the reason in `issues`
 */
export async function importSettings(
  { metadataXml, ...input }: JsonObject,
  context: ImportContext,
): Promise<JsonObject> {
  const url = text(input.metadataUrl)
  // `null` puts it back to its default, which is none.
  const isRemoved = input.metadataTrustKey === null
  const trustKey =
    text(input.metadataTrustKey) ??
    (isRemoved ? undefined : text(context.previous.metadataTrustKey))
  const entityId = text(input.idpEntityId)
  const wanted = {
    ...(entityId === undefined ? {} : { entityId }),
    ...(trustKey === undefined ? {} : { trustKey }),
  }
  // A form that hands back all that it was given changes nothing, so it needs no network.
  const isComplete = imported.every((name) => name in input)
  const isAsked = url !== undefined && !(isComplete && url === context.previous.metadataUrl)
  if (typeof metadataXml !== 'string' && !isAsked) return input
  const metadata = await (typeof metadataXml === 'string'
    ? atField('metadataXml', readIdpMetadata(metadataXml, wanted, context))
    : atField('metadataUrl', fetchIdpMetadata(url ?? '', wanted, context)))
  return { ...(settingsFromMetadata(metadata) as unknown as JsonObject), ...input }
}

/** What metadata decides, see `settingsFromMetadata`. */
const imported: readonly (keyof SamlSettings)[] = [
  'idpEntityId',
  'ssoEndpoints',
  'sloEndpoints',
  'signingCertificates',
  'requireSignedRequests',
]

/** Whatever is wrong with metadata is wrong with the field that it was entered in. */
async function atField<Result>(field: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { code, message, hint } = error
    const issues = [{ path: `settings.${field}`, code, message, hint }]
    throw samlError('connection_invalid', { message, issues, cause: error })
  }
}

const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
