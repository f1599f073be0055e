import type { PortalTexts } from '../texts.ts'

export const options: PortalTexts['options'] = {
  explanation: 'Alles hier kann bleiben, wie es ist.',
  description: 'Beschreibung',
  descriptionAdvice: 'Daran erkennen Menschen die Verbindung auf der Anmeldeseite.',
  loginPath: 'Organization Login Path',
  loginPathAdvice:
    'Buchstaben und Ziffern; das Ende Ihrer Login URI. Keine zwei Organisationen haben denselben.',
  provisioning: 'Menschen ohne Konto',
  provisioningChoices: {
    jit: 'bekommen eines bei der ersten Anmeldung',
    invite: 'brauchen eine Einladung',
    join_prompt: 'werden gefragt, ob sie beitreten möchten',
  },
  linking: 'Menschen, die schon ein Konto haben',
  linkingChoices: {
    never: 'weisen es nach, indem sie sich einmal dort anmelden',
    verified_domain: 'werden an einer E-Mail-Adresse einer nachgewiesenen Domain erkannt',
    organization_member:
      'werden an ihrer E-Mail-Adresse erkannt, wenn sie zu Ihrer Organisation gehören',
  },
  emailDomains: 'E-Mail-Adressen',
  emailDomainsChoices: {
    any: 'dürfen aus jeder Domain sein',
    verified: 'müssen aus einer Ihrer nachgewiesenen Domains sein',
  },
  idpInitiated: 'Anmeldungen, die auf der Startseite des Identitätsanbieters beginnen',
  idpInitiatedChoices: {
    off: 'werden abgewiesen',
    restart: 'werden von uns neu begonnen: ein Sprung mehr, den niemand bemerkt, und sicher',
    accept:
      'werden angenommen, wie sie kommen. Jemand könnte dann eine andere Person unbemerkt in ein fremdes Konto führen',
  },
  logout: 'Logout Behavior',
  singleLogout:
    'Single Logout: Wer sich bei {product} abmeldet, wird auch bei {provider} abgemeldet',
  anyProvider: 'dem Identitätsanbieter',
  requireLogin: 'Nach dem Abmelden verlangt der Identitätsanbieter eine neue Anmeldung',
  requireLoginAdvice: 'Ohne das kann die nächste Anmeldung ohne Rückfrage geschehen.',
  maxAge: 'Längste Zeit bis zur nächsten Anmeldung',
  noMaxAge: 'so lange, wie die Sitzung dauert',
  claims: 'Namen von Claims',
  email: 'Claim oder Attribut mit der E-Mail-Adresse',
  emailAdvice: 'Leer gilt der übliche.',
}
