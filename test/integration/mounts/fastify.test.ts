import fastify, { type FastifyInstance } from 'fastify'
import { describe, it } from 'vitest'
import {
  type FastifyContext,
  sendResponse,
  ssoPlugin,
  toRequest,
} from '../../../src/adapters/fastify.ts'
import { createSso, type Sso } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { describeMount, type MountApp } from '../../../src/testing/index.ts'
import { fieldsOf } from '../../support/form-fields.ts'

describe('Fastify 5', () => {
  describeMount({ start: startApp }, { describe, it })
})

async function startApp({ config, parser, prefix }: MountApp) {
  const sso = createSso<FastifyContext>({ ...config, storage: memoryStorage() })
  const app = fastify()
  await app.register(
    async (scope) => {
      if (parser === 'before') parseForms(scope)
      await scope.register(ssoPlugin, { sso })
      if (parser === 'after') parseForms(scope)
      ownRoutes(scope, sso, parser !== 'none')
    },
    { prefix },
  )
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  return { sso, origin, close: () => app.close() }
}

function ownRoutes(app: FastifyInstance, sso: Sso<FastifyContext>, isParsed: boolean): void {
  app.get('/', async () => 'host')
  app.get('/ssofar', async () => 'host')
  void app.register(async (scope) => {
    if (!isParsed) parseForms(scope)
    scope.route({
      method: ['GET', 'POST'],
      url: '/login',
      async handler(request, reply) {
        const response = await sso.intercept(toRequest(request), { request, reply })
        if (response) return sendResponse(response, reply)
        return request.method === 'GET' ? 'host' : request.body
      },
    })
  })
}

/** As `@fastify/formbody` does it. */
function parseForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 2_097_152 },
    (_request, body, done) => done(null, fieldsOf(String(body))),
  )
}
