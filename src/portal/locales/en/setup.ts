/** What the steps of setting up one connection have in common. */
export const setup = {
  place: 'Step {number} of {count}',
  nothing: 'nothing',
  storedNow: 'Stored now: {value}',
  on: 'ticked',
  off: 'not ticked',
  skip: 'Skip',
  optional: 'optional',
  done: {
    verified: 'The domain is proven.',
    saved: 'Saved.',
    created: 'The connection was created. Nobody signs in with it before you switch it on.',
  },
  states: { done: 'Done', current: 'Next', open: 'Open' },
  steps: {
    guide: {
      name: 'Enter our values at your identity provider',
      missing: 'Follow the guide and tick off what is done.',
    },
    values: {
      name: 'Enter the values of your identity provider',
      missing: 'Some of the values are missing.',
    },
    domains: {
      name: 'Prove your domains',
      missing: 'No domain is proven yet. It can be done later.',
    },
    roles: {
      name: 'Give roles to groups',
      missing: 'No group leads to a role yet.',
    },
    options: {
      name: 'Choose the options',
      missing: 'The usual choices hold; they suit most organisations.',
    },
    test: { name: 'Check, test and save', missing: 'This configuration was not tested yet.' },
    confirm: { name: 'Switch it on', missing: 'Nobody signs in with it yet.' },
  },
  missing: {
    domainRequired: 'No domain is proven yet, and this connection needs one.',
    loginPathRequired: 'The Organization Login Path is missing, and this connection needs one.',
    testAgain: 'The last test failed.',
    testAfterValues: 'It can be tested once all values are entered.',
    confirmAgain: 'What you changed is not in use yet.',
  },
  blockers: {
    values: 'Some of the values are missing.',
    domain: 'No domain is proven.',
    roles: 'No group leads to a role.',
    loginPath: 'The Organization Login Path is missing.',
    groupsClaim: 'The name of the groups claim is missing.',
    check: 'The check found a failure.',
    groupsUnseen: 'No test has seen any groups, so nobody knows whether they are sent.',
    test: 'Test this configuration first. Every change needs a new test.',
    testFailed: 'The test of this configuration failed.',
    unchanged: 'What you see is in use.',
  },
}
