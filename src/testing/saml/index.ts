export { createMockSamlIdp } from './idp.ts'
export {
  createMockKeyPair,
  type MockKeyOptions,
  type MockKeyPair,
  type MockKeyType,
} from './key-pair.ts'
export {
  type LogoutExpectations,
  type LogoutRequestOverrides,
  type LogoutResponseOverrides,
  type MadeLogoutRequest,
  type MadeLogoutResponse,
  validLogoutRequest,
  validLogoutResponse,
} from './logout-mothers.ts'
export { honestVariants, type MenuEntry, samlDefects, samlLogoutDefects } from './menu.ts'
export { type MadeIdpMetadata, validIdpMetadata } from './metadata-mother.ts'
export {
  type MadeAssertion,
  type MadeSamlResponse,
  type SamlAssertionOverrides,
  type SamlResponseOverrides,
  validAssertion,
  validSamlResponse,
} from './mothers.ts'
export type { SamlLogoutDefect } from './defects/logout.ts'
export type { SamlDefect } from './defects/index.ts'
export type { LoginDefect } from './defects/login.ts'
export type { SplitTextDefect } from './defects/split-text.ts'
export type { SamlVariant } from './variants/index.ts'
export type { MockExpectations } from './variation.ts'
export type {
  LogoutOptions,
  MockAuthnRequest,
  MockSamlAnswer,
  MockSamlIdp,
  MockSamlOptions,
  MockSamlPerson,
  MockSamlResponse,
  MockServiceProvider,
  RespondOptions,
  StartOptions,
} from './types.ts'
