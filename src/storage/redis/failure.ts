import { SsoError } from '../../errors.ts'

interface Failure {
  readonly message: string
  readonly hint: string
}

const notReady: Failure = {
  message: 'The Redis server does not serve requests at the moment.',
  hint: 'Look at the state of the server, its replicas and its cluster.',
}

const refused: Failure = {
  message: 'Redis does not allow this user what the storage needs.',
  hint: 'Allow eval, evalsha, the commands that docs/storage.md lists, and the keys of `prefix`.',
}

/** The first word of Redis's error replies. */
const failures: ReadonlyMap<string, Failure> = new Map([
  [
    'OOM',
    {
      message: 'Redis is full and refuses to write.',
      hint: 'Raise `maxmemory`, or remove what other applications keep there. Eviction is no remedy.',
    },
  ],
  [
    'READONLY',
    {
      message: 'The Redis server is a read-only replica.',
      hint: 'Connect to the primary, by way of Sentinel or the cluster where it may change.',
    },
  ],
  [
    'MISCONF',
    {
      message: 'Redis cannot save its data and refuses to write.',
      hint: 'Look at the log of the server; usually the disk is full.',
    },
  ],
  ['NOAUTH', refused],
  ['NOPERM', refused],
  ['WRONGPASS', refused],
  ...['BUSY', 'CLUSTERDOWN', 'LOADING', 'MASTERDOWN', 'NOREPLICAS', 'TRYAGAIN'].map(
    (word) => [word, notReady] as const,
  ),
])

/** The first word of an error reply of Redis: `NOSCRIPT`, `OOM` … Clients keep it in the message. */
export function replyWordOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { message } = error as { readonly message?: unknown }
  return typeof message === 'string' ? /^-?([A-Z]+)\b/.exec(message)?.[1] : undefined
}

/** Says what an admin of the server has to do where Redis said why; else the error as it is. */
export function explained(error: unknown): unknown {
  const word = replyWordOf(error)
  if (word === undefined) return error
  const failure = failures.get(word) ?? (isRefusedInScript(error) ? refused : undefined)
  if (failure === undefined) return error
  return new SsoError('storage_unavailable', { ...failure, detail: { reply: word }, cause: error })
}

/** A user who may run scripts, but not what is in them. Redis has no word for it. */
function isRefusedInScript(error: unknown): boolean {
  return /^-?ERR The user executing the script can't/.test((error as Error).message)
}
