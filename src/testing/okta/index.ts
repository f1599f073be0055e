export { createMockOkta } from './okta.ts'
export type {
  MockOkta,
  MockOktaClaim,
  MockOktaOidcApp,
  MockOktaOidcSettings,
  MockOktaOptions,
  MockOktaPerson,
  MockOktaPolicy,
  MockOktaSamlApp,
  MockOktaSamlSettings,
  MockOktaServer,
  MockOktaServerSettings,
} from './types.ts'
