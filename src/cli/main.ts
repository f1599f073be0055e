#!/usr/bin/env node
import process from 'node:process'
import { runCommand } from './commands.ts'
import { loadSso } from './config.ts'
import { rotateCommand } from './rotate.ts'

const args = process.argv.slice(2)

// What is under way is finished; a second Ctrl-C ends the process at once.
const controller = new AbortController()
process.once('SIGINT', () => controller.abort())
process.once('SIGTERM', () => controller.abort())

const rotated = await rotateCommand(args, {
  load: loadSso,
  show: (line) => process.stderr.write(`${line}\n`),
  now: () => performance.now(),
  signal: controller.signal,
})
const { exitCode, stdout, stderr } = rotated ?? runCommand(args)
await Promise.all([
  new Promise((done) => process.stdout.write(stdout, done)),
  new Promise((done) => process.stderr.write(stderr, done)),
])
// The host's module may have opened a database, which would keep the process alive.
process.exit(exitCode)
