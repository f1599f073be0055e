import { publishContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { SsoError } from '../errors.ts'
import type { SsoPathKey } from '../types/paths.ts'

/**
 * A document that an identity provider reads from us: public keys, metadata. It is there as soon as
 * the connection is, since the provider's admin needs it before the connection can be activated.
 *
 * @throws {SsoError} `connection_not_found`, `request_not_found`, and the provider's own codes
 */
export async function documentResponse(
  core: Core,
  { key, connectionId }: { readonly key: SsoPathKey; readonly connectionId: string },
): Promise<Response> {
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== connectionId) {
    throw connectionError('connection_not_found', { connectionId })
  }
  const { record } = loaded
  const provider = core.config.providerByProtocol.get(record.connection.protocol)
  // Another protocol's document lies at this address.
  if (!provider?.publish || !provider.routes.some((route) => route.key === key)) {
    throw new SsoError('request_not_found')
  }
  const document = await provider.publish(key, publishContext(core, record))
  return new Response(document.body, {
    headers: {
      'content-type': document.mediaType,
      'cache-control': `public, max-age=${document.maxAgeSeconds}`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    },
  })
}
