import { entry, type ErrorEntry, type NetworkErrorCode } from '../../error-entry.ts'

/** Every error of calls that we make. One row a line, so this file is left out of the formatter. */
export const networkErrors: Readonly<Record<NetworkErrorCode, ErrorEntry>> = {
  network_url_refused: entry(502, 'failed', 'The address may not be called: it must be a plain https address without credentials.', 'Use an https address on port 443, 8443 or 9031; open on-premises hosts by name in `network.privateHosts`.'),
  network_address_refused: entry(502, 'failed', 'The host name resolves to an address that is not public.', 'Use a public host, or open it by name in `network.privateHosts`.'),
  network_redirect_refused: entry(502, 'failed', 'The provider answered with a redirect.', 'Enter the address that the redirect leads to.'),
  network_timeout: entry(504, 'unavailable', 'The provider did not answer in time.', 'Check that the provider is up and reachable from this server.', true),
  network_response_too_large: entry(502, 'failed', 'The provider’s answer is larger than allowed.', 'Make sure that the address belongs to the identity provider.'),
  network_media_type_refused: entry(502, 'failed', 'The provider’s answer is not JSON.', 'Make sure that the address is an endpoint and not a web page.'),
  network_busy: entry(503, 'unavailable', 'Too many requests to this connection’s provider are waiting.', 'Try again shortly.', true),
  network_failed: entry(502, 'unavailable', 'The provider could not be reached.', 'Check host name, certificate and firewall from this server.', true),
}
