import { startSamlpIdp } from '../support/saml-idps.ts'
import { describeSamlLogins } from '../support/saml-logins.ts'

describeSamlLogins('npm samlp', startSamlpIdp, {
  encryptions: [
    { cipher: 'aes128-gcm', signs: 'assertion' },
    { cipher: 'aes256-gcm', signs: 'both' },
    { cipher: 'aes256-cbc', signs: 'response' },
  ],
  cbc: 'aes256-cbc',
  encryptsNameIds: false,
})
