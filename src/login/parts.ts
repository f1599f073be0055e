import { lazy } from '../core/lazy.ts'

type StartPart = typeof import('./start.ts')
type CallbackPart = typeof import('./finish.ts') & typeof import('./hook.ts')

/** Everything up to the browser's way to the identity provider. */
export const startPart: () => Promise<StartPart> = lazy(() => import('./start.ts'))

/** Everything that happens after the browser came back. */
export const callbackPart: () => Promise<CallbackPart> = lazy(async () => {
  const [finish, hook] = await Promise.all([import('./finish.ts'), import('./hook.ts')])
  return { ...finish, ...hook }
})
