import { connectionUrls } from '../../config/paths.ts'
import type { Core } from '../../core/core.ts'
import { readCertificate, fingerprintOf } from '../../saml/certificate.ts'
import { shortened } from '../../saml/check/certificate-checks.ts'
import { METADATA, SIGNATURE } from '../../saml/uris.ts'
import { childElements, childrenNamed, textOf, type XmlElement } from '../../saml/xml/node.ts'
import { readXml } from '../../saml/xml/read.ts'
import { type CliCheck, checksOf } from '../checks.ts'

const NAME = 'own_certificates'
const DAY_MILLISECONDS = 86_400_000

/** Every customer has to take over the next one, so there must be time for all of them. */
const EXPIRING_DAYS = 60

const hint =
  'Make a new key pair, list it beside the old one in `saml({ keys })` with `activeFrom`, and let identity providers read the metadata again before that day.'

/** The certificates in the metadata that identity providers read from us: the provider keeps its keys. */
export async function ownCertificateChecks(core: Core): Promise<readonly CliCheck[]> {
  const { config } = core
  const provider = config.providerByProtocol.get('saml')
  if (!provider?.publish) return []
  try {
    const { body } = await provider.publish('metadata', {
      ...{ connectionId: 'con_doctor', profile: 'generic', revisions: [] },
      urls: connectionUrls(config.baseUrl, config.paths, 'con_doctor'),
      now: config.clock,
    })
    const found = new Set(certificatesIn(readXml(new TextEncoder().encode(body))))
    if (found.size === 0) {
      const message = 'SAML has no keys of ours: requests are not signed, nothing is decrypted.'
      return [{ name: NAME, status: 'pass', message }]
    }
    const now = config.clock()
    return await Promise.all([...found].map((text) => certificateCheck(text, now)))
  } catch (error) {
    return checksOf(NAME, error)
  }
}

async function certificateCheck(text: string, now: Date): Promise<CliCheck> {
  const { der, notAfter, notBefore } = readCertificate(text)
  const name = shortened(await fingerprintOf(der))
  const until = notAfter.toISOString()
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MILLISECONDS)
  const check = (status: CliCheck['status'], message: string): CliCheck => ({
    ...{ name: NAME, status, message: `${name} ${message}` },
    ...(status === 'pass' ? {} : { hint }),
  })
  if (notAfter <= now) return check('fail', `expired on ${until}.`)
  if (notBefore > now) return check('warn', `is valid only from ${notBefore.toISOString()} on.`)
  if (days < EXPIRING_DAYS) return check('warn', `expires in ${days} days, on ${until}.`)
  return check('pass', `is valid until ${until}.`)
}

function certificatesIn(metadata: XmlElement): string[] {
  return childElements(metadata)
    .flatMap((role) => childrenNamed(role, METADATA, 'KeyDescriptor'))
    .flatMap((key) => childrenNamed(key, SIGNATURE, 'KeyInfo'))
    .flatMap((info) => childrenNamed(info, SIGNATURE, 'X509Data'))
    .flatMap((data) => childrenNamed(data, SIGNATURE, 'X509Certificate'))
    .flatMap((certificate) => textOf(certificate) ?? [])
}
