// @ts-check
import { toNextHandlers } from 'ssokit/next'
import { host } from '../../../lib/sso.js'

export const { GET, POST } = toNextHandlers({
  handler: async (request) => (await host()).sso.handler(request),
})
