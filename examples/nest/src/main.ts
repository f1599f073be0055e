import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { SsoService } from 'ssokit/nest'
import { toNodeHandler } from 'ssokit/node'
import { AppModule } from './app.module.js'
import { SessionService } from './session.service.js'
import { makeSetup } from './setup.js'

const { PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
// The database is closed.
app.enableShutdownHooks()
// In front of `SsoModule`, below whose path it lies, and of parsers.
app.use(toNodeHandler(makeSetup(app.get(SsoService), app.get(SessionService))))
await app.listen(Number(PORT), 'localhost')
console.log(`Open ${BASE_URL}`)
