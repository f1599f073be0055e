/** Certificates, secrets and how they are replaced. */
export const keys = {
  title: 'Keys and certificates',
  explanation:
    'Everything can be replaced while people sign in: what you enter here is a draft. The old one works until you tested the new one and switched over.',
  done: {
    secret:
      'The new value is saved as a draft. Test it next; until you switch over, the old one is used.',
    metadata: 'The metadata is saved as a draft. Look at what would change, then test it.',
    discarded: 'The draft is gone. What is in use has not changed.',
  },
  certificates: 'Certificates of your identity provider',
  noCertificates: 'There is none yet. It comes with the metadata.',
  fingerprint: 'SHA-256 fingerprint',
  ends: 'Ends',
  use: 'Used',
  endsIn: '{date}, in {days} days',
  ended: '{date}, over',
  uses: {
    both: 'in use, and in the draft',
    live: 'in use, and not in the draft',
    draft: 'in the draft only',
    only: 'in use',
  },
  certificateAdvice:
    'Replace a certificate in this order: add the new one at your identity provider, read the metadata again here, test and switch over, then remove the old one there.',
  waiting:
    'The metadata of your identity provider has changed in a way that nobody but you can confirm. Read it again to see what would change.',
  draftWaiting:
    'A draft is waiting. What is in use goes on as it is until you tested the draft and switched over.',
  toTest: 'Test the draft',
  discard: 'Discard the draft',
  discardAdvice:
    'What is in use stays as it is. What the draft has changed is gone, a new secret included.',
  changes: 'What the draft would change',
  noChanges:
    'The draft trusts the same certificates and addresses as what is in use. Other settings may differ.',
  added: 'new',
  removed: 'gone',
  entityId: 'Entity ID',
  certificate: 'Certificate',
  address: 'Address',
  refresh: 'Read the metadata again',
  refreshAdvice:
    'From {url}. It is kept as a draft, and changes nothing for anybody before you switch over.',
  upload: 'Metadata file',
  uploadAdvice: 'The XML file as your identity provider hands it out.',
  uploadButton: 'Save as a draft',
  uploadMissing: 'Choose a file first.',
  secrets: 'What this product proves itself with',
  noSecrets: 'This connection needs no secret.',
  name: 'Name',
  inUse: 'In use since',
  inDraft: 'In the draft since',
  neverSet: 'not set',
  newValue: 'New value: {name}',
  newValueAdvice:
    'It is stored encrypted and never shown again. Most identity providers accept two at once: keep the old one there until you switched over here.',
  valueMissing: 'Enter the new value first.',
  saveSecret: 'Save as a draft',
  published: 'The keys that your identity provider publishes were last read on {date}.',
  privateKey: 'Private key',
}
