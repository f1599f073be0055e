import { type PortalTexts, portalTexts } from 'ssokit/portal'

/** As the dashboard calls these things. */
export const texts: PortalTexts = {
  ...portalTexts,
  home: { ...portalTexts.home, title: 'Identity Providers', create: '+ New Identity Provider' },
  policy: {
    ...portalTexts.policy,
    modes: { ...portalTexts.policy.modes, mixed: 'Mixed Mode', enforced_new: 'SSO Enforced' },
  },
}
