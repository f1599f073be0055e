import { uiTexts } from '../../../ui-texts.ts'

/** How people of the organisation may sign in. */
export const policy = {
  title: 'Enforcement',
  explanation:
    'Here you decide who has to use single sign-on. Nothing changes before you have seen what it means and confirmed it.',
  now: 'How it is now',
  since: 'Since {date}',
  isFinal:
    'Your organisation gave passwords up for good. Only the operator of this product can bring them back.',
  legend: 'How people sign in',
  modes: {
    mixed: 'Mixed',
    enforced_new: 'Single sign-on for new members',
    enforced_all: 'Single sign-on for everybody',
  },
  meanings: {
    mixed: 'Passwords and single sign-on stand side by side. Nobody is kept out.',
    enforced_new:
      'Whoever joins from now on must use single sign-on. Members from before keep their password.',
    enforced_all:
      'Nobody signs in with a password any more. Only accounts that are exempt, for emergencies, keep theirs.',
  },
  irreversible: 'For good: passwords never come back',
  irreversibleAdvice: 'Leave this open unless a rule of yours demands it.',
  review: 'See what it means',
  choose: 'Choose one of the three.',
  notMixed:
    'The mixed way takes nothing away that could come back. Choose another one, or leave the box open.',
  before: 'Before you change it',
  nothing: 'Nothing is left to do for this.',
  severities: { error: 'To do first', warning: 'Please note' },
  issues: {
    policy_connection_missing:
      'No connection is switched on, so nobody could sign in. Switch one on first.',
    policy_connection_untested:
      'Nobody has signed in or tested with what is switched on. Test the connection, or sign in through it once.',
    policy_domain_unverified:
      'No domain of your organisation is verified, so its people are not recognised. Verify the domain of their e-mail addresses first.',
    policy_exempt_unknown:
      'We cannot tell whether an exempt account could still sign in. Keep one owner exempt, with a password.',
    policy_exempt_missing:
      'No exempt account could sign in if your identity provider failed. Make an active owner with a password exempt first.',
  },
  failing: 'The connection {name} fails a check. {hint}',
  toConnections: 'To the connections',
  toDomains: 'To the domains',
  reviewTitle: 'Please confirm',
  reviewIntro: 'You are about to change how people sign in to: {mode}.',
  warning: uiTexts.en.irreversible as string,
  provider: 'single sign-on',
  blocked: 'This cannot be done yet. Settle what stands above, then come back.',
  apply: 'Change it now',
  applyFinal: 'Change it for good',
  confirmAgain:
    'That took more than ten minutes, or something changed meanwhile. Nothing was changed; please confirm once more.',
  changed: 'The way people sign in was changed.',
  notYours: 'You may look at this, but not change it.',
}
