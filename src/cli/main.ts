#!/usr/bin/env node
import process from 'node:process'
import { loadSso } from './config.ts'
import { dispatch } from './dispatch.ts'
import { readLimited } from './read.ts'

/** What is under way is finished; a second Ctrl-C ends the process at once. */
function endedBySignals(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  process.once('SIGTERM', () => controller.abort())
  return controller.signal
}

let ending: AbortSignal | undefined

const { exitCode, stdout, stderr } = await dispatch(process.argv.slice(2), {
  load: loadSso,
  read: readLimited,
  show: (line) => process.stderr.write(`${line}\n`),
  now: () => performance.now(),
  clock: () => new Date(),
  // https://no-color.org: set and not empty.
  hasColors: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  // Asked for by commands that end early; all others simply end.
  get signal() {
    return (ending ??= endedBySignals())
  },
})
await Promise.all([
  new Promise((done) => process.stdout.write(stdout, done)),
  new Promise((done) => process.stderr.write(stderr, done)),
])
// The host's module may have opened a database, which would keep the process alive.
process.exit(exitCode)
