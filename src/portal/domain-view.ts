import { isSsoError } from '../errors.ts'
import type { OrganizationDomain } from '../types/domain.ts'
import type { Tone } from './components.ts'
import { fill } from './locales/fill.ts'
import type { PortalTexts } from './locales/texts.ts'

export type DomainView = keyof PortalTexts['domains']['states']

/** What an admin is told about a domain: its state, and what is wrong beside it. Pure. */
export function viewOf({ state, failingSince, lastCheck }: OrganizationDomain): DomainView {
  if (state === 'verified') return failingSince === undefined ? 'verified' : 'failing'
  return state === 'pending' && lastCheck?.state === 'conflict' ? 'conflict' : state
}

const tones: Readonly<Record<DomainView, Tone>> = {
  ...{ unstarted: 'quiet', pending: 'quiet', verified: 'good', failing: 'warn' },
  ...{ conflict: 'warn', failed: 'bad', expired: 'bad', lost: 'bad' },
}

export const toneOfView = (view: DomainView): Tone => tones[view]

/** Something goes on in the background that may change what stands here. */
export const isWatched = (view: DomainView): boolean =>
  view === 'pending' || view === 'failed' || view === 'conflict' || view === 'failing'

/** The likeliest mistake and its remedy, in the language of the page. */
export function nearMissText(
  { domains: { misses } }: PortalTexts,
  { lastCheck, instructions }: Pick<OrganizationDomain, 'lastCheck' | 'instructions'>,
): string | undefined {
  const miss = lastCheck?.nearestMiss
  if (!miss) return undefined
  const known: Readonly<Record<string, string>> = misses
  const text = Object.hasOwn(known, miss.code) ? known[miss.code] : undefined
  if (text === undefined) return `${miss.message} ${miss.hint}`
  return fill(text, { host: instructions.host, name: miss.name ?? '' })
}

/** Why a domain was refused, in the language of the page; `undefined` for what is no fault of it. */
export function refusalText(
  { domains: { refusals } }: PortalTexts,
  error: unknown,
): string | undefined {
  if (!isSsoError(error)) return undefined
  const known: Readonly<Record<string, string>> = refusals
  return Object.hasOwn(known, error.code) ? known[error.code] : undefined
}
