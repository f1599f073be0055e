/** What to enter at the identity provider, step by step. */
export const guide = {
  explanation:
    'Keep the console of your identity provider open beside this page. Names of its fields are printed in bold, as it writes them.',
  values: 'Values to copy',
  furtherValues: 'Further addresses, which few need',
  name: 'Name of the application',
  logo: 'Logo of the application',
  download: 'Download the logo',
  ticks: 'Your ticks are kept in this browser.',
  keep: 'Keep the ticks',
  done: 'Done',
  continue: 'Continue',
  unconfirmed:
    '° We have not seen this name in a public document of the maker. Yours may call it differently.',
  tileOn: 'Also show how people start from the dashboard of the identity provider',
  tileOff: 'Leave out the dashboard of the identity provider',
  kept: 'Your ticks are kept.',
}
