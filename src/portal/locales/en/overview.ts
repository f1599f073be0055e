/** One connection: how far it is, how it is doing, and where to go. */
export const overview = {
  steps: 'Steps',
  next: 'Go on: {step}',
  loginUri: 'Organization login URI',
  loginUriAdvice:
    'People of your organisation start here. Bookmark it or link it in your intranet.',
  changed:
    'There are changes that nobody signs in with yet. They count once they are tested and saved.',
  ready: 'Everything is ready. Tell your contact at {product}: they switch it on.',
  readyTwoValues: 'That is all. Tell your contact at {product}: they do the rest.',
  health: 'How it is doing',
  lastLogin: 'Last sign-in',
  never: 'none yet',
  certificate: 'The certificate of your identity provider ends in {days} days.',
  failing: 'The last check found a failure.',
  attempt: 'The last attempt to sign in failed.',
  manage: 'Manage',
  trace: 'Attempts to sign in',
  keys: 'Certificates and secrets',
  off: 'Switch off or remove',
}
