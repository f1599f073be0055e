import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Inject, Injectable } from '@nestjs/common'
import type { Login, SsoSession } from 'ssokit'
import { DatabaseService } from './database.service.js'

export interface Person {
  readonly name: string
  readonly organizationId: string
  readonly isAdmin: boolean
  /** Of those who came by single sign-on. */
  readonly sso?: SsoSession
}

export const isPerson = (value: unknown): value is Person =>
  typeof value === 'object' && value !== null && 'isAdmin' in value

const HOURS = 8
const isSecure = process.env.BASE_URL?.startsWith('https:') === true
const cookieName = isSecure ? '__Host-session' : 'example_session'

/** The app's own sessions; any other kind does as well. What matters: the id is new at every login. */
@Injectable()
export class SessionService {
  constructor(@Inject(DatabaseService) private readonly database: DatabaseService) {}

  /** Nothing of the session before survives: somebody else may have planted it. Returns the cookie. */
  async start(req: IncomingMessage, person: Person): Promise<string> {
    const { db } = this.database
    const now = Date.now()
    await db.deleteFrom('session').where('expires_at', '<', now).execute()
    await this.end(req)
    const id = randomBytes(32).toString('base64url')
    const row = { id: digestOf(id), person: JSON.stringify(person), sso_id: person.sso?.id ?? null }
    const expires_at = now + HOURS * 3_600_000
    await db
      .insertInto('session')
      .values({ ...row, expires_at })
      .execute()
    return cookieOf(id, HOURS * 3600)
  }

  startSso(req: IncomingMessage, login: Login): Promise<string> {
    const { identity, organizationId, access, session } = login
    return this.start(req, {
      name: identity.name ?? identity.email ?? identity.subject,
      organizationId,
      isAdmin: access.roles?.includes('admin') === true,
      sso: session,
    })
  }

  async read(req: IncomingMessage): Promise<Person | undefined> {
    const row = await this.database.db
      .selectFrom('session')
      .select('person')
      .where('id', '=', idOf(req))
      .where('expires_at', '>', Date.now())
      .executeTakeFirst()
    return row && (JSON.parse(row.person) as Person)
  }

  /** Returns the cookie that takes the one of the browser away. */
  async end(req: IncomingMessage): Promise<string> {
    await this.database.db.deleteFrom('session').where('id', '=', idOf(req)).execute()
    return cookieOf('', 0)
  }

  /** In every browser: the provider demands it, or the connection was switched off, for example. */
  async endSso(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await this.database.db.deleteFrom('session').where('sso_id', 'in', ids).execute()
  }
}

/** Whoever reads the database must not be able to take over sessions. */
const digestOf = (id: string) => createHash('sha256').update(id).digest('base64url')

function idOf({ headers }: IncomingMessage): string {
  const pair = headers.cookie?.split('; ').find((each) => each.startsWith(`${cookieName}=`)) ?? ''
  return digestOf(pair.slice(cookieName.length + 1))
}

const cookieOf = (id: string, seconds: number) =>
  `${cookieName}=${id}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
