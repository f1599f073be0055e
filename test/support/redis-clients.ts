import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster, RESP_TYPES } from 'redis'
import type { RedisClient } from '../../src/storage/redis/index.ts'

export interface ConnectedRedis {
  readonly client: RedisClient
  close(): void
}

export type ConnectRedis = (port: number) => Promise<ConnectedRedis>

/** Milliseconds between two attempts to connect again; short, for the tests' sake. */
const RECONNECT_MS = 20

const host = '127.0.0.1'
const urlOf = (port: number): string => `redis://${host}:${port}`

async function opened(
  client: RedisClient & {
    on(name: 'error', listener: () => void): unknown
    connect(): Promise<unknown>
  },
  close: () => void,
): Promise<ConnectedRedis> {
  // Without a listener the process ends with the first broken connection.
  client.on('error', () => {})
  await client.connect()
  return { client, close }
}

/** As docs/storage.md says to set them up: nothing waits for a server that is gone, nor is sent twice. */
const nodeRedis = {
  disableOfflineQueue: true,
  socket: { reconnectStrategy: RECONNECT_MS },
} as const
const ioRedis = {
  lazyConnect: true,
  enableOfflineQueue: false,
  // Else what was sent when the connection broke is sent again; 6.0.0 never settles it by other options.
  maxRetriesPerRequest: 0,
  retryStrategy: () => RECONNECT_MS,
} as const

/** The clients of one server. */
export const redisClients = {
  'node-redis': (port) => {
    const client = createClient({ ...nodeRedis, url: urlOf(port) })
    return opened(client, () => client.destroy())
  },

  ioredis: (port) => {
    const client = new Redis({ ...ioRedis, host, port })
    return opened(client, () => client.disconnect())
  },
} as const satisfies Readonly<Record<string, ConnectRedis>>

/** Clients that answer in other types, and put something before each key. */
export const oddRedisClients = {
  'node-redis with bytes, RESP2 and a prefix': (port) => {
    const options = { ...nodeRedis, url: urlOf(port), keyPrefix: 'host:', RESP: 2 } as const
    const commandOptions = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } }
    const client = createClient({ ...options, commandOptions })
    return opened(client, () => client.destroy())
  },

  'ioredis with numbers as texts, RESP2 and a prefix': (port) => {
    const options = { ...ioRedis, host, port, keyPrefix: 'host:', protocol: 2 } as const
    const client = new Redis({ ...options, stringNumbers: true })
    return opened(client, () => client.disconnect())
  },

  'node-redis as it is by default': (port) => {
    const client = createClient({ url: urlOf(port) })
    return opened(client, () => client.destroy())
  },

  'ioredis as it is by default': (port) => {
    const client = new Redis({ host, port, lazyConnect: true })
    return opened(client, () => client.disconnect())
  },
} as const satisfies Readonly<Record<string, ConnectRedis>>

/** Clients of a cluster. */
export const redisClusters = {
  'node-redis': (port) => {
    const client = createCluster({ rootNodes: [{ url: urlOf(port) }] })
    return opened(client, () => client.destroy())
  },

  ioredis: (port) => {
    const client = new Cluster([{ host, port }], { lazyConnect: true })
    return opened(client, () => client.disconnect())
  },
} as const satisfies Readonly<Record<string, ConnectRedis>>
