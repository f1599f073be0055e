import { type NextHandlers } from 'ssokit/next'
import { createCollate } from './sso.ts'

type Collate = ReturnType<typeof createCollate>

/** Next.js loads this module more than once. */
const shared = globalThis as { collate?: Collate }

/** What a `route.ts` exports. */
export function mount(answer: (app: Collate, request: Request) => Promise<Response>): NextHandlers {
  const handle = (request: Request) => {
    // At the first request: `next build` loads the modules of all routes without secrets.
    const app = (shared.collate ??= createCollate(process.env))
    return answer(app, request).catch((error: unknown) => app.sso.errorResponse(error, request))
  }
  return { GET: handle, POST: handle }
}
