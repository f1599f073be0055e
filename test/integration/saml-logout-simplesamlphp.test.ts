import { startSimpleSamlPhp } from '../support/simplesamlphp.ts'
import { describeSamlLogouts } from '../support/saml-logouts.ts'

describeSamlLogouts('SimpleSAMLphp', startSimpleSamlPhp, {
  bindings: ['redirect', 'post'],
  encryptsNameIds: true,
})
