import type { BrowserCookie } from '../types/login.ts'

/** What the error page must do and show besides the error itself. */
export interface FailureContext {
  readonly cookies: readonly BrowserCookie[]
  readonly correlationId: string
  /** Of the sign-in that this browser had begun. */
  readonly connectionId?: string
}

/** Belongs to errors on their way out; the errors themselves stay free of cookies. */
const contexts = new WeakMap<object, FailureContext>()

export function attachFailure(error: object, context: FailureContext): FailureContext {
  contexts.set(error, context)
  // The one thing of it that hosts need for a page or log of their own.
  Object.defineProperty(error, 'correlationId', {
    value: context.correlationId,
    enumerable: true,
    configurable: true,
  })
  return context
}

export function failureOf(error: object): FailureContext | undefined {
  return contexts.get(error)
}
