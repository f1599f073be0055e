/**
 * Loads a part of ssokit when it is first needed. Most processes only sign people in, and the first
 * request of a cold worker should not wait for code that it does not run.
 */
export function lazy<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | undefined
  return () =>
    (part ??= load().catch((error: unknown) => {
      // Not for ever: the next call tries again.
      part = undefined
      throw error
    }))
}

/**
 * Calls that are loaded with the first of them. The names are given, so that the object is whole from
 * the start; leaving one out does not compile.
 */
export function lazyApi<Api extends object>() {
  return <Name extends keyof Api & string>(
    names: readonly Name[] & ([keyof Api] extends [Name] ? unknown : never),
    load: () => Promise<Api>,
  ): Readonly<Api> => {
    const api = lazy(load)
    const calls = names.map((name) => [
      name,
      async (...args: unknown[]) =>
        ((await api())[name] as (...args: unknown[]) => Promise<unknown>)(...args),
    ])
    return Object.freeze(Object.fromEntries(calls)) as Api
  }
}
