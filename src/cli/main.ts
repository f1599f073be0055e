#!/usr/bin/env node
import process from 'node:process'
import { runCommand } from './commands.ts'

const { exitCode, stdout, stderr } = runCommand(process.argv.slice(2))
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = exitCode
