/** @module ssokit/testing: stand-ins and conformance suites for hosts' tests and adapters. */
export { fixedClock, type FixedClock } from './clock.ts'
export {
  createMockOidcProvider,
  type CallbackDefect,
  type ClaimDefect,
  type DiscoveryDefect,
  type JwsDefect,
  type KeySetDefect,
  type LogoutDefect,
  type MockAlgorithm,
  type MockAnswer,
  type MockOidcOptions,
  type MockOidcProvider,
  type MockPerson,
  type MockRequest,
  type OidcDefect,
  type TokenDefect,
  type UserinfoDefect,
} from './oidc/index.ts'
export {
  describeStorage,
  type OpenedStorage,
  type StorageCase,
  storageCases,
  type StorageFactory,
  type TestRunner,
} from './storage/index.ts'
