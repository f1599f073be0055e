// @ts-check
import { toNextHandlers } from 'ssokit/next'
import { setup } from '../../../../lib/setup.js'

export const { GET, POST } = toNextHandlers({
  handler: async (request) => (await setup()).handler(request),
})
