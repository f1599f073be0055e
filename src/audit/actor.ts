import type { Core } from '../core/core.ts'
import { printable } from '../errors.ts'
import { linkOfActor } from '../core/link-actors.ts'
import { systemActor } from '../types/config.ts'

/** Characters; a longer name is cut. */
const MAX_LENGTH = 200
/** Names that we give ourselves; whoever bears one in the host stands in quotation marks. */
const ownName = /^(system$|setup link )/

/**
 * Who did it, for events and the audit list: as the host describes its actor. A description that fails
 * keeps nobody from acting.
 */
export function by(core: Core, actor: unknown): { readonly actor?: string } {
  const name = nameOf(core, actor)
  return name === undefined || name === '' ? {} : { actor: printable(name).slice(0, MAX_LENGTH) }
}

function nameOf(core: Core, actor: unknown): string | undefined {
  if (actor === systemActor) return 'system'
  const link = linkOfActor(core, actor)
  if (link) return `setup link ${link.id}`
  try {
    const described: unknown = core.config.describeActor ? core.config.describeActor(actor) : actor
    if (typeof described !== 'string') return undefined
    return ownName.test(described) ? `"${described}"` : described
  } catch {
    return undefined
  }
}
