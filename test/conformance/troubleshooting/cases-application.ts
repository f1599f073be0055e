import type { TroubleCase } from './cases.ts'

export const applicationCases: readonly TroubleCase[] = [
  {
    id: 'base-url-http',
    problem: '`baseUrl` is http, as the application sees itself behind a proxy that ends TLS.',
    symptoms: ['config_invalid', 'config_value_invalid'],
    fix: 'Set `baseUrl` to the public origin that browsers see, such as `https://app.example.com`; no header of a proxy is ever believed.',
    names: ['https://app.example.com'],
  },
  {
    id: 'base-url-loopback',
    problem: '`baseUrl` still is the address of the developer’s machine.',
    symptoms: ['check acs_url'],
    fix: 'Set `baseUrl` to the public https address of the application before you enter the ACS address anywhere.',
    names: ['`baseUrl`', 'public https address'],
  },
  {
    id: 'cookies-blocked',
    problem:
      'The browser brings no cookie back: blocked, another browser, or another host than `baseUrl`.',
    symptoms: ['login_flow_missing'],
    fix: 'Start again in the same browser; cookies must be allowed, and the callback address must be on the host of `baseUrl`.',
    names: ['cookies must be allowed', 'host of `baseUrl`'],
  },
  {
    id: 'sign-in-took-too-long',
    problem: 'The sign-in page was left open for more than ten minutes.',
    symptoms: ['login_flow_expired'],
    fix: 'Start the sign-in again.',
    names: ['Start the sign-in again'],
  },
  {
    id: 'answer-sent-twice',
    problem: 'The answer of the identity provider was sent twice: back button, reload.',
    symptoms: ['login_replayed'],
    fix: 'Start the sign-in again.',
    names: ['Start the sign-in again'],
  },
  {
    id: 'redirect-uri-of-another-connection',
    problem: 'The redirect URI of another connection is registered at the provider.',
    symptoms: ['login_flow_mismatch'],
    fix: 'Compare the redirect URI registered at the identity provider with the one shown in the connection’s setup values.',
    names: ['redirect URI', 'setup values'],
  },
  {
    id: 'clock-of-this-server',
    problem: 'This server’s clock is wrong.',
    symptoms: ['check clock', 'oidc_id_token_not_yet_valid'],
    fix: 'Synchronise this server’s clock (NTP), and then that of the identity provider if it is on your own premises.',
    names: ['Synchronise', 'clock'],
  },
  {
    id: 'provider-on-premises',
    problem: 'The identity provider is inside a private network.',
    symptoms: [
      'check discovery',
      'network_address_refused',
      'connection_invalid',
      'connection_value_invalid',
    ],
    fix: 'Use a public host, or open the host by name in `network` (`network.privateHosts`) of createSso.',
    names: ['`network'],
  },
  {
    id: 'provider-unreachable',
    problem: 'The provider cannot be reached from this server.',
    symptoms: ['check discovery', 'network_failed'],
    fix: 'Check host name, certificate and firewall from this server.',
    names: ['firewall'],
  },
  {
    id: 'shared-callback',
    problem:
      'One callback address serves all connections, and the provider’s answers do not name their issuer.',
    symptoms: ['check issuer_in_answers', 'oidc_mix_up_possible'],
    fix: 'Put {connectionId} into `paths.callback`, or use a provider that sends `iss` (RFC 9207).',
    names: ['{connectionId}', '`paths.callback`'],
  },
  {
    id: 'secrets-lost',
    problem:
      'The stored client secret was sealed with a secret that `secrets` does not contain any more.',
    symptoms: ['connection_secret_unreadable'],
    fix: 'Put the secret it was sealed with back into `secrets`, or enter the connection’s secret again.',
    names: ['back into `secrets`'],
  },
  {
    id: 'another-issuer',
    problem: 'The connection goes over to another issuer, another authorization server included.',
    symptoms: ['check linked_accounts'],
    fix: 'Let the developers of the application remove the links of the old issuer (`unlink` of the account directory), or let people prove their account by its password.',
    names: ['`unlink`', 'password'],
  },
  {
    id: 'check-throttled',
    problem: 'The connection was checked twice within a minute.',
    symptoms: ['check_throttled'],
    fix: 'Wait a minute: every check presents the client secret to the identity provider, which may lock the client after too many.',
    names: ['Wait a minute'],
  },
]
