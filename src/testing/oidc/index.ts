export { createMockOidcProvider } from './provider.ts'
export type {
  CallbackDefect,
  ClaimDefect,
  DiscoveryDefect,
  JwsDefect,
  KeySetDefect,
  LogoutDefect,
  OidcDefect,
  PushedDefect,
  RefreshDefect,
  TokenDefect,
  UserinfoDefect,
} from './defects.ts'
export type {
  MockAlgorithm,
  MockAnswer,
  MockLogoutStart,
  MockOidcOptions,
  MockOidcProvider,
  MockPerson,
  MockRequest,
} from './types.ts'
