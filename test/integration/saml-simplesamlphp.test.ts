import { describeSamlLogins } from '../support/saml-logins.ts'
import { startSimpleSamlPhp } from '../support/simplesamlphp.ts'

describeSamlLogins('SimpleSAMLphp', startSimpleSamlPhp, {
  encryptions: [
    { cipher: 'aes128-cbc', signs: 'response' },
    { cipher: 'aes128-cbc', signs: 'both' },
  ],
  cbc: 'aes128-cbc',
  encryptsNameIds: true,
})
