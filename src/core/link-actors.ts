import type { SetupLink } from '../types/setup-link.ts'

/**
 * Who came by a setup link. Nothing that a request contains can be one of these objects: they are known
 * by themselves, and not by what they look like (rule T5).
 */
const links = new WeakMap<object, { readonly core: object; readonly link: SetupLink }>()

/** Makes the actor of one request, with the link as it is now. */
export function linkActor(core: object, link: SetupLink): object {
  // Nothing that a person of the product has: an `authorize` that compares organisations must say no.
  const actor = Object.freeze({ setupLink: link.id })
  links.set(actor, { core, link })
  return actor
}

/** The link by which this actor came; `undefined` for everybody else. */
export function linkOfActor(core: object, actor: unknown): SetupLink | undefined {
  if (typeof actor !== 'object' || actor === null) return undefined
  const known = links.get(actor)
  return known?.core === core ? known.link : undefined
}
