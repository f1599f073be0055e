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
