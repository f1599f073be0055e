import type { IncomingMessage } from 'node:http'
import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common'
import { type Person, SessionService } from './session.service.js'

interface GuardedRequest extends IncomingMessage {
  admin: Person
}

/** Lets only admins in. What they may do is decided by `authorize`, call by call. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(SessionService) private readonly sessions: SessionService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<GuardedRequest>()
    const person = await this.sessions.read(request)
    if (!person?.isAdmin) return false
    request.admin = person
    return true
  }
}

/** The admin that the guard let in. */
export const Admin = createParamDecorator(
  (_options: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<GuardedRequest>().admin,
)
