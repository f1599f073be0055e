/** On Node, Bun and Deno: `main.js INPUT` prints what became of each check. */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers'
import { runChecks } from './checks.js'

/** Milliseconds; a runtime that hangs must not outlive the test. */
const LIFETIME = 110_000

setTimeout(() => process.exit(1), LIFETIME).unref()

const outcomes = await runChecks(JSON.parse(readFileSync(process.argv[2], 'utf8')))
process.stdout.write(`${JSON.stringify(outcomes)}\n`)
