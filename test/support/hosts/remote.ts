/** One end of the channel between two processes of Node.js. */
export interface Channel {
  send(message: unknown): unknown
  on(event: 'message', listener: (message: never) => void): unknown
}

type Calls = object
type Call = (...args: never[]) => Promise<unknown>

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: never[] }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }

/** The other end's functions, and whoever still waits for one of them. */
export interface Remote<Theirs> {
  readonly calls: Theirs
  /** The other end is gone. */
  fail(error: Error): void
}

/** Calls functions of the other process as if they were here, and answers its calls. */
export function connect<Theirs extends Calls>(channel: Channel, own: Calls): Remote<Theirs> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let failure: Error | undefined
  let last = 0
  const answer = async (name: string, args: never[]): Promise<unknown> => {
    const call = (own as Record<string, Call>)[name]
    if (call === undefined) throw new Error(`There is no ${name}.`)
    return call(...args)
  }
  channel.on('message', (message: Message) => {
    const { id } = message
    if (message.kind === 'call') {
      answer(message.name, message.args).then(
        (result) => channel.send({ kind: 'result', id, result }),
        (error: unknown) => channel.send({ kind: 'error', id, message: String(error) }),
      )
      return
    }
    const caller = waiting.get(id)
    waiting.delete(id)
    if (message.kind === 'result') caller?.resolve(message.result)
    else caller?.reject(new Error(message.message))
  })
  const call = (name: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (failure) {
        reject(failure)
        return
      }
      last += 1
      waiting.set(last, { resolve, reject })
      channel.send({ kind: 'call', id: last, name, args })
    })
  const calls = new Proxy(Object.create(null) as Theirs, {
    get: (_target, name) =>
      // Else it would look like a promise.
      name === 'then' ? undefined : (...args: unknown[]) => call(String(name), args),
  })
  return {
    calls,
    fail(error) {
      failure = error
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}
