import type { Core } from './core.ts'

const cores = new WeakMap<object, Core>()

/** Remembers which core a host's `sso` stands for, so that pages of ours can be mounted beside it. */
export function keepCore(sso: object, core: Core): void {
  cores.set(sso, core)
}

/** @throws {TypeError} for an object that `createSso` did not make */
export function coreOf(sso: object): Core {
  const core = cores.get(sso)
  if (!core) throw new TypeError('Pass what createSso answered, itself and not a copy.')
  return core
}
