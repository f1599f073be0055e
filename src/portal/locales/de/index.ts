import type { PortalTexts } from '../texts.ts'
import { common } from './common.ts'
import { findings } from './findings/index.ts'
import { trace } from './trace.ts'
import { policy } from './policy.ts'
import { off } from './off.ts'
import { keys } from './keys.ts'
import { domains } from './domains.ts'
import { activity } from './activity.ts'
import { home } from './home.ts'
import { links } from './links.ts'
import { newConnection } from './new-connection.ts'
import { overview } from './overview.ts'
import { setup } from './setup.ts'
import { guide } from './guide.ts'
import { values } from './values.ts'
import { connectionDomains } from './connection-domains.ts'
import { roles } from './roles.ts'
import { options } from './options.ts'
import { test } from './test.ts'
import { confirm } from './confirm.ts'

export const de: PortalTexts = {
  language: 'de',
  direction: 'ltr',
  findings,
  common,
  home,
  links,
  newConnection,
  overview,
  setup,
  guide,
  values,
  connectionDomains,
  roles,
  options,
  test,
  confirm,
  activity,
  domains,
  keys,
  off,
  policy,
  trace,
}
