/** What the identity provider says, entered by its admin. */
export const values = {
  explanation: 'Copy these from the console of your identity provider.',
  explanationMetadata:
    'One of these is enough. With an address, new certificates are found without you.',
  explanationTwo: 'These two values are all that is needed from you.',
  orFile: 'or upload the file',
  orPaste: 'or paste its content',
  metadataStored: 'Metadata of {entity} is stored. Leave everything empty to keep it.',
  secretStored: 'Stored on {date}. It is never shown; leave it empty to keep it.',
  secretNew: 'It is stored encrypted and never shown again.',
  secretAgain: 'It was not stored. Please enter it again.',
  fileAgain: 'Please choose the file again.',
  use: 'Use {value}',
  incomplete: 'What you entered is stored. This is still missing:',
  further: 'Addresses that follow from the others',
  furtherAdvice:
    'They are found by themselves. Change one only where your identity provider has its own; emptied, it is derived again.',
  labels: {
    issuer: 'Issuer',
    authorization: 'Authorize URL',
    token: 'Token URL',
    userinfo: 'User Info URL',
    jwks: 'JWKS URI',
    endSession: 'End session endpoint',
  },
}
