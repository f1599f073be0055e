import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { nodeDns } from 'ssokit/dns/node'
import { createTestDnsServer, type TestDnsServer } from 'ssokit/testing'

const { OIDC_ISSUER = '', OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SAML_METADATA_URL } = process.env

/** What only this demo needs: your product has people with passwords, and the DNS of the world. */
@Injectable()
export class DemoService implements OnApplicationShutdown {
  /** With an identity provider on this machine, DNS is on this machine too, and anybody may publish. */
  readonly isLocal = OIDC_ISSUER.startsWith('http:')
  /** Only public https is called by default. An identity provider on this machine is named here. */
  readonly network = this.isLocal ? { privateHosts: [new URL(OIDC_ISSUER).host] } : {}
  /** The one who sets everything up; a new password with every start. */
  readonly owner = 'Olive Owner'
  readonly #password = randomBytes(12).toString('base64url')
  /** To try out the portal with. */
  readonly sampleValues: Readonly<Record<string, string | undefined>> = this.isLocal
    ? {
        'settings.issuer': OIDC_ISSUER,
        'settings.clientId': OIDC_CLIENT_ID,
        'secrets.clientSecret': OIDC_CLIENT_SECRET,
        'settings.metadataUrl': SAML_METADATA_URL,
      }
    : {}
  #dnsServer: TestDnsServer | undefined

  constructor() {
    console.log(
      `To set up single sign-on, sign in as the owner with the password ${this.#password}`,
    )
  }

  async dns() {
    if (!this.isLocal) return nodeDns()
    this.#dnsServer = await createTestDnsServer()
    return nodeDns({ servers: [this.#dnsServer.address] })
  }

  /** As the customer's admin does it in a DNS console. */
  publishTxt(host: string, value: string) {
    this.#dnsServer?.setTxt(host, [value])
  }

  isOwner(password: string) {
    return timingSafeEqual(digestOf(password), digestOf(this.#password))
  }

  async onApplicationShutdown() {
    await this.#dnsServer?.close()
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest()
