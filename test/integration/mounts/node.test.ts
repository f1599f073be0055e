import { text } from 'node:stream/consumers'
import { describe, it } from 'vitest'
import { type NodeContext, toNodeHandler } from '../../../src/adapters/node.ts'
import { createSso } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { describeMount, type MountApp } from '../../../src/testing/index.ts'
import { fieldsOf } from '../../support/form-fields.ts'
import { startServer } from '../../support/server.ts'

describe('bare http', () => {
  describeMount({ start: startApp, parsers: ['none'] }, { describe, it })
})

async function startApp({ config }: MountApp) {
  const sso = createSso<NodeContext>({ ...config, storage: memoryStorage() })
  const mount = toNodeHandler(sso)
  const server = await startServer('127.0.0.1', (req, res) =>
    mount(req, res, async () => {
      if (req.method === 'GET') res.end('host')
      else res.end(JSON.stringify(fieldsOf(await text(req))))
    }),
  )
  return { sso, ...server }
}
