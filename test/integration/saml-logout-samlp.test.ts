import { startSamlpIdp } from '../support/saml-idps.ts'
import { describeSamlLogouts } from '../support/saml-logouts.ts'

describeSamlLogouts('npm samlp', startSamlpIdp, { bindings: ['redirect'], encryptsNameIds: false })
