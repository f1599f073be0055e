import { confirm } from './pages/confirm.ts'
import { connection } from './pages/connection.ts'
import { connectionDomains } from './pages/connection-domains.ts'
import { guide } from './pages/guide.ts'
import { options } from './pages/options.ts'
import { roles } from './pages/roles.ts'
import { test } from './pages/test.ts'
import { values } from './pages/values.ts'
import { activity } from './pages/activity.ts'
import { end } from './pages/end.ts'
import { domain } from './pages/domain.ts'
import { domains } from './pages/domains.ts'
import { home } from './pages/home.ts'
import { keys } from './pages/keys.ts'
import { links } from './pages/links.ts'
import { off } from './pages/off.ts'
import { policy } from './pages/policy.ts'
import { trace } from './pages/trace.ts'
import { newConnection } from './pages/new-connection.ts'
import type { Route } from './visit.ts'

/** All pages but those of setup links, which need nobody to be there. */
export const routes: readonly Route[] = [
  home,
  newConnection,
  connection,
  guide,
  values,
  connectionDomains,
  roles,
  options,
  test,
  confirm,
  trace,
  keys,
  off,
  domains,
  domain,
  policy,
  activity,
  links,
  end,
]

export interface RouteMatch {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

/** The page at a path below the base path. Ids are plain segments: what is encoded names nothing. */
export function matchRoute(path: string, all: readonly Route[] = routes): RouteMatch | undefined {
  const segments = path.split('/')
  for (const route of all) {
    const wanted = route.path.split('/')
    if (wanted.length !== segments.length) continue
    const parameters: Record<string, string> = Object.create(null) as Record<string, string>
    const isMatch = wanted.every((part, index) => {
      const segment = segments[index] ?? ''
      if (!part.startsWith(':')) return part === segment
      parameters[part.slice(1)] = segment
      return /^[\w.~-]{1,253}$/.test(segment)
    })
    if (isMatch) return { route, parameters }
  }
  return undefined
}
