/** How people come in and leave. */
export const options = {
  explanation: 'Everything here may stay as it is.',
  description: 'Description',
  descriptionAdvice: 'How people find the connection on the sign-in page.',
  loginPath: 'Organization Login Path',
  loginPathAdvice:
    'Letters and digits; the end of your login URI. No two organisations have the same.',
  provisioning: 'People without an account',
  provisioningChoices: {
    jit: 'get one at the first sign-in',
    invite: 'need an invitation',
    join_prompt: 'are asked whether they want to join',
  },
  linking: 'People who have an account already',
  linkingChoices: {
    never: 'prove it by signing in to it once',
    verified_domain: 'are found by an e-mail address of a proven domain',
    organization_member: 'are found by their e-mail address if they belong to your organisation',
  },
  emailDomains: 'E-mail addresses',
  emailDomainsChoices: {
    any: 'may be of any domain',
    verified: 'must be of one of your proven domains',
  },
  idpInitiated: 'Sign-ins that begin at the dashboard of the identity provider',
  idpInitiatedChoices: {
    off: 'are refused',
    restart: 'are begun anew from our side: one more hop that nobody notices, and safe',
    accept:
      'are accepted as they come. Somebody could then lead another person into a foreign account without their noticing',
  },
  logout: 'Logout Behavior',
  singleLogout:
    'Single logout: signing out from {product} also signs users out of their {provider} session',
  anyProvider: 'identity provider',
  requireLogin: 'After signing out, the identity provider asks people to sign in again',
  requireLoginAdvice: 'Without it the next sign-in may happen without a question.',
  maxAge: 'Longest time until people have to sign in again',
  noMaxAge: 'as long as the session lasts',
  claims: 'Names of claims',
  email: 'Claim or attribute with the e-mail address',
  emailAdvice: 'Emptied, it is the usual one.',
}
