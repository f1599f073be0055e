import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { ServerSettings } from '../databases.ts'

/** A way to a database server that can break. */
export interface DatabaseProxy {
  /** Of the way through it. */
  readonly settings: ServerSettings
  /** Ends all connections at once, as a router that restarts does. */
  cut(): void
  /**
   * Of the next statement with this text the server's answer never comes: it is carried out, then the
   * connection ends. How often the text was sent from then on is what the result counts.
   */
  swallowAnswerTo(text: string): { readonly sent: () => number; readonly swallowed: () => boolean }
  close(): Promise<void>
}

interface Trap {
  readonly text: string
  sent: number
  isSprung: boolean
}

/** Stands between a host and its database. */
export async function startProxy(target: ServerSettings): Promise<DatabaseProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let trap: Trap | undefined

  const server = createServer((client) => {
    const upstream = connect(target.port, target.host)
    const pair = [client, upstream] as const
    pairs.add(pair)
    let isMuted = false
    const end = (): void => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    client.on('data', (bytes) => {
      if (trap && bytes.includes(trap.text)) {
        trap.sent += 1
        if (!trap.isSprung) {
          trap.isSprung = true
          isMuted = true
        }
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      // The server answers once it has stored what it was told.
      if (isMuted) end()
      else client.write(bytes)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const cut = (): void => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
  }
  return {
    settings: { ...target, host: '127.0.0.1', port },
    cut,
    swallowAnswerTo(text) {
      const set: Trap = { text, sent: 0, isSprung: false }
      trap = set
      return { sent: () => set.sent, swallowed: () => set.isSprung }
    },
    close: () => {
      cut()
      return new Promise((done) => void server.close(() => done()))
    },
  }
}
