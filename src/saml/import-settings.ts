import { isSsoError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { ImportContext } from '../types/provider.ts'
import { fetchIdpMetadata, readIdpMetadata } from './fetch-metadata.ts'
import { settingsFromMetadata } from './metadata.ts'
import { samlError } from './error.ts'

/**
 * Turns a metadata file (`metadataXml`) or its address (`metadataUrl`) into settings. A file wins over
 * an address; the address is asked only when it is entered. Settings that the same edit names stand.
 *
 * @throws {SsoError} `connection_invalid` with the reason in `issues`
 */
export async function importSettings(
  { metadataXml, ...input }: JsonObject,
  context: ImportContext,
): Promise<JsonObject> {
  const url = text(input.metadataUrl)
  const trustKey = text(input.metadataTrustKey) ?? text(context.previous.metadataTrustKey)
  const entityId = text(input.idpEntityId)
  const wanted = {
    ...(entityId === undefined ? {} : { entityId }),
    ...(trustKey === undefined ? {} : { trustKey }),
  }
  const isNewAddress = url !== undefined && url !== context.previous.metadataUrl
  if (typeof metadataXml !== 'string' && !isNewAddress) return input
  const metadata = await (typeof metadataXml === 'string'
    ? atField('metadataXml', readIdpMetadata(metadataXml, wanted, context))
    : atField('metadataUrl', fetchIdpMetadata(url ?? '', wanted, context)))
  return { ...(settingsFromMetadata(metadata) as unknown as JsonObject), ...input }
}

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
