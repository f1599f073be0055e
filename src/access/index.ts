export {
  type AccessDecision,
  type AccessFacts,
  type AccessRefusal,
  decideAccess,
  type DirectoryFacts,
} from './decide.ts'
export {
  decidePassword,
  type PasswordDecision,
  type PasswordFacts,
  type PasswordReason,
} from './password.ts'
export { mapRoles, type NearMiss, type RoleOutcome } from './roles.ts'
