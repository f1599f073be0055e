/** Free ports of the two loopback addresses. */
import { connect, createServer } from 'node:net'

const MAX_PORTS_TRIED = 100

/**
 * The first port from `first` on that nobody uses on either loopback address.
 *
 * @param {number} first
 * @param {number} [except]
 * @returns {Promise<number>}
 */
export async function freePort(first, except) {
  for (let port = first; port < first + MAX_PORTS_TRIED && port < 65_536; port++) {
    if (port !== except && (await isFree(port))) return port
  }
  throw new Error(`No free port from ${first} on.`)
}

/** @param {number} port */
async function isFree(port) {
  for (const host of ['127.0.0.1', '::1']) {
    // Who listens on all addresses does not keep others from binding to one of them everywhere.
    if ((await answers(port, host)) || (await isRefused(port, host))) return false
  }
  return true
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function answers(port, host) {
  return new Promise((done) => {
    const socket = connect({ port, host, timeout: 1000 })
    const end = (/** @type {boolean} */ isAnswered) => {
      socket.destroy()
      done(isAnswered)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(true))
    socket.once('error', () => end(false))
  })
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function isRefused(port, host) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (/** @type {NodeJS.ErrnoException} */ { code }) =>
      done(code === 'EADDRINUSE' || code === 'EACCES'),
    )
    server.listen(port, host, () => server.close(() => done(false)))
  })
}
