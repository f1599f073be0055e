/** Switching a connection off, and removing it. */
export const off = {
  title: 'Switch off or remove',
  isOff: 'This connection is switched off. Nobody can sign in with it.',
  isDraft: 'This connection was never switched on.',
  disable: 'Switch off',
  disableList: {
    signIn: 'Nobody can sign in by this connection from now on; sign-ins under way are refused.',
    sessions: 'Whoever signed in by it is signed out.',
    kept: 'Settings, accounts and roles are kept. You can switch it on again at any time.',
  },
  onlyWayIn:
    'Your organisation requires single sign-on. Passwords do not come back by this: while no connection is switched on, only exempt accounts can sign in.',
  disableAgain: 'Sign out everybody once more',
  disableAgainAdvice:
    'If switching off was interrupted, some people may still be signed in. This finishes it.',
  remove: 'Remove',
  removeList: {
    settings: 'All settings, secrets and certificates of the connection are deleted.',
    loginUri: 'Its Organization login URI stops to work for good.',
    accounts:
      'Accounts stay, but lose their link to this identity provider. With a new connection people are linked anew.',
    sessions: 'Whoever signed in by it is signed out.',
  },
  confirm: 'To confirm, type {name}',
  confirmWrong: 'This is not the name. Nothing was removed.',
  final: 'This cannot be undone.',
  disabled: 'The connection is switched off.',
}
