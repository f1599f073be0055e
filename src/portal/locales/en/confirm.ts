import { uiTexts } from '../../../ui-texts.ts'

/** The last step, which counts for everybody. */
export const confirm = {
  explanation:
    'From now on people can sign in with {provider}. Nothing else changes, unless you choose it here.',
  explanationAgain:
    'The tested changes take the place of what is in use. People who are signed in stay so.',
  anyProvider: 'single sign-on',
  enforcement: 'How people sign in',
  modes: {
    keep: 'as before, and with {provider} besides',
    enforced_new: 'New people sign in with {provider}; those from before keep their password',
    enforced_all: 'Everybody signs in with {provider}; only emergency accounts keep a password',
  },
  irreversibleChoice: 'For good: passwords never come back',
  irreversibleAdvice: 'Counts where everybody signs in with it.',
  button: 'Switch it on',
  buttonAgain: 'Use the changes',
  sure: 'Are you sure?',
  about: 'You are about to {change}.',
  change: uiTexts.en.confirmSwitch as string,
  irreversible: uiTexts.en.irreversible as string,
  yes: 'Yes, switch to {provider}',
  expired: 'That took too long or something changed. Please look at it once more.',
  preflight: 'Nothing was changed. This comes first:',
  half: 'The connection is switched on. How people sign in could not be changed: look at Enforcement.',
  active: 'It is switched on',
  activeExplanation:
    'People sign in at this address. You find it again on the page of the connection at any time.',
  loginUri: 'Organization login URI',
  toConnection: 'To the connection',
}
