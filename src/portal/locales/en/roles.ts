/** Which groups lead to which roles. */
export const roles = {
  explanation:
    'People get their role from their groups at your identity provider, anew at every sign-in. Enter each group exactly as it is written there.',
  claim: 'Name of the groups claim or attribute',
  claimAdvice: 'Under this name your identity provider sends the groups.',
  group: 'Group of the role {role}',
  groups: 'Groups of the role {role}, one a line',
  about: 'What {role} may do',
  seen: 'Groups that the last test has seen',
  seenNone: 'The last test has seen no groups.',
  thirdParty:
    'Groups of third-party applications, such as Google groups, are not sent by Okta. Re-create them in Okta: export the group as a CSV file and import this file into the new group.',
  objectIds: 'Microsoft Entra ID sends the object ids of groups, not their names. Enter these ids.',
  unmapped: 'People in none of these groups',
  unmappedChoices: {
    deactivate: 'are refused, and an account that they have is deactivated',
    refuse: 'are refused; an account that they have stays as it is',
  },
  absent: 'Sign-ins that bring no groups at all',
  absentChoices: {
    error:
      'are refused with an error, and nobody loses a role by a mistake at the identity provider',
    empty: 'mean that the person is in no group; a test must have seen groups first',
  },
  atLeastOne: 'No group is entered.',
  atLeastOneHint: 'Enter a group for at least one role.',
  without: 'Go on without roles',
  withoutAdvice: 'Then groups decide nothing, and roles are given in {product} itself.',
}
