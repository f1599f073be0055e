/** @module ssokit/portal: the pages on which a customer's admin sets single sign-on up. */
export { portal } from './portal.ts'
export type {
  Portal,
  PortalAttempt,
  PortalBranding,
  PortalOptions,
  PortalVisitor,
} from './options.ts'
export type { PortalTexts } from './locales/texts.ts'
export { en as portalTexts } from './locales/en/index.ts'
