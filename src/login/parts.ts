import { lazy } from '../core/lazy.ts'

type StartPart = typeof import('./start.ts')
type CallbackPart = typeof import('./finish.ts') &
  typeof import('./hook.ts') &
  typeof import('./restart.ts')

// Calls at the top of a module keep all of it in a bundle unless they are called pure.

/** Everything up to the browser's way to the identity provider. */
export const startPart: () => Promise<StartPart> = /* @__PURE__ */ lazy(() => import('./start.ts'))

/** Everything that happens after the browser came back. */
export const callbackPart: () => Promise<CallbackPart> = /* @__PURE__ */ lazy(async () => {
  const [finish, hook, restart] = await Promise.all([
    import('./finish.ts'),
    import('./hook.ts'),
    import('./restart.ts'),
  ])
  return { ...finish, ...hook, ...restart }
})

/** What asks and answers whether somebody wants to join. */
export const joinPart = (): Promise<typeof import('./join.ts')> => import('./join.ts')
