import type { Core } from '../../core/core.ts'
import type { CliCheck } from '../checks.ts'

/** What the configuration says about itself; that it is well-formed is known. */
export function installationChecks({ config }: Core, path: string): readonly CliCheck[] {
  const { baseUrl } = config
  const protocols = [...config.providerByProtocol.keys()].join(' and ') || 'no protocol'
  const loaded: CliCheck = {
    ...{ name: 'configuration', status: 'pass' },
    message: `${path} exports an Sso that speaks ${protocols}.`,
  }
  if (baseUrl.startsWith('https:')) {
    return [loaded, { name: 'base_url', status: 'pass', message: `${baseUrl} is https.` }]
  }
  return [
    loaded,
    {
      ...{ name: 'base_url', status: 'warn' },
      message: `${baseUrl} is for development: browsers elsewhere do not reach it.`,
      hint: 'Set `baseUrl` to the public https origin where the application is used.',
    },
  ]
}
