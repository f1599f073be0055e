import type { NodeContext } from '../../src/adapters/node.ts'
import {
  type Connection,
  type ConnectionInput,
  type SamlSettings,
  type SsoConfig,
  systemActor,
} from '../../src/index.ts'
import { saml, type SamlOptions, samlUrls, type SamlUrls } from '../../src/saml/index.ts'
import { type HostApp, startHostApp } from './host-app.ts'
import type { SamlApplication, SamlIdp } from './saml-idps.ts'

const actor = systemActor

interface ConnectOptions {
  readonly settings?: Partial<SamlSettings>
  /** What the provider's admin chooses there. */
  readonly application?: Partial<SamlApplication>
  readonly input?: Omit<ConnectionInput, 'settings'>
}

/** A host application on real HTTP whose people sign in by SAML. */
export interface SamlHostApp extends Omit<HostApp, 'connect' | 'callbackUrl'> {
  /** A connection to the provider, made from its metadata, that is live and known to it. */
  connect(idp: SamlIdp, options?: ConnectOptions): Promise<Connection>
  urls(connection: Connection): SamlUrls
}

export async function startSamlHostApp(
  idps: readonly SamlIdp[],
  options: SamlOptions = {},
  config: Partial<SsoConfig<NodeContext>> = {},
): Promise<SamlHostApp> {
  const hosts = idps.map(({ ssoUrl }) => ({ issuer: ssoUrl }))
  const { sso, baseUrl, ...app } = await startHostApp(hosts, {
    providers: [saml(options)],
    ...config,
  })
  const urls = ({ id }: Connection) => samlUrls({ baseUrl, connectionId: id })
  return {
    ...app,
    ...{ sso, baseUrl, urls },
    async connect(idp, { settings = {}, application = {}, input = {} } = {}) {
      const { id } = await sso.connections.create(
        {
          organizationId: 'org_1',
          protocol: 'saml',
          ...input,
          settings: { metadataXml: await idp.metadata(), ...settings },
        },
        { actor },
      )
      const { fields } = await sso.connections.setup(id)
      const valueOf = (wanted: string) => fields.find((field) => field.id === wanted)?.value ?? ''
      idp.register({
        entityId: valueOf('sp_entity_id'),
        acsUrl: valueOf('acs_url'),
        sloUrl: valueOf('slo_url'),
        ...application,
      })
      await sso.connections.activate(id, { actor })
      return sso.connections.get(id, { actor })
    },
  }
}
