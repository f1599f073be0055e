/**
 * Loaded into the demo's process before it (`--import`): its clock can be moved, names below
 * `localhost` lead to this machine as they do in browsers, and it ends with the process that started
 * it. The app itself knows nothing of this.
 */
import dns from 'node:dns'

let offset = 0
const Real = globalThis.Date
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + offset)
    else super(...parts)
  }

  static now() {
    return Real.now() + offset
  }
}

const { lookup } = dns
dns.lookup = (name, ...more) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...more)

process.on('message', (milliseconds) => {
  offset = milliseconds
  process.send?.(milliseconds)
})
process.channel?.unref()
process.on('disconnect', () => process.exit())
