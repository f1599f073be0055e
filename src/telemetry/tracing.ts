import { isSsoError } from '../errors.ts'

/** The operations that can be traced, as `tracing:ssokit.NAME:start` and so on. */
export type TracedOperation = 'startLogin' | 'handleCallback' | 'fetch'

/** What subscribers see. Neither results nor errors are passed on: both can hold personal data. */
export interface TraceContext {
  connectionId?: string
  correlationId?: string
  /** Error code, if the operation failed. */
  code?: string
}

interface TracingChannel {
  readonly hasSubscribers: boolean
  tracePromise(work: () => Promise<void>, context: TraceContext): Promise<void>
}

interface DiagnosticsChannel {
  tracingChannel(name: string): TracingChannel
}

/**
 * The runtime's diagnostics channels, on which APM vendors subscribe. Asked for at run time, since a
 * static import of a built-in would break bundles for workers; elsewhere tracing does nothing.
 */
const diagnostics = (
  globalThis as {
    process?: { getBuiltinModule?(name: string): DiagnosticsChannel | undefined }
  }
).process?.getBuiltinModule?.('node:diagnostics_channel')

/** Runs an operation under its tracing channel. */
export async function traced<Result>(
  operation: TracedOperation,
  work: (context: TraceContext) => Promise<Result>,
): Promise<Result> {
  const context: TraceContext = {}
  const channel = diagnostics?.tracingChannel(`ssokit.${operation}`)
  if (!channel?.hasSubscribers) return work(context)
  let outcome: { value: Result } | { error: unknown } | undefined
  await channel.tracePromise(async () => {
    try {
      outcome = { value: await work(context) }
    } catch (error) {
      context.code = isSsoError(error) ? error.code : 'internal_error'
      outcome = { error }
    }
  }, context)
  if (outcome && 'value' in outcome) return outcome.value
  throw outcome?.error
}
