import type { RequestListener } from 'node:http'
import express from 'express'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { type ExpressContext, ssoRouter } from '../../../src/adapters/express.ts'
import { createSso } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { describeMount, type MountApp } from '../../../src/testing/index.ts'
import { startServer } from '../../support/server.ts'

const versions: readonly (readonly [string, typeof express])[] = [
  ['Express 5', express],
  ['Express 4', express4],
]

describe.each(versions)('%s', (_name, framework) => {
  describeMount({ start: (app) => startApp(framework, app) }, { describe, it })
})

async function startApp(framework: typeof express, { config, parser, prefix }: MountApp) {
  const sso = createSso<ExpressContext>({ ...config, storage: memoryStorage() })
  const form = framework.urlencoded({ extended: false, limit: '2mb' })
  const app = framework.Router()
  if (parser === 'before') app.use(form)
  app.use(ssoRouter(sso))
  if (parser === 'after') app.use(form)
  app.get(['/', '/ssofar', '/login'], (_req, res) => void res.send('host'))
  // A host without a parser of its own for everything has one for its form.
  app.post('/login', form, (req, res) => void res.json(req.body))
  const root = framework()
  root.use(prefix === '' ? '/' : prefix, app)
  const server = await startServer('127.0.0.1', root as RequestListener)
  return { sso, ...server }
}
