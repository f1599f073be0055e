import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module.js'

const { PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
// The database is closed.
app.enableShutdownHooks()
await app.listen(Number(PORT), 'localhost')
console.log(`Open ${BASE_URL}`)
