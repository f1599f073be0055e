/** @module ssokit/access: who gets in, with which roles, and who may use a password, as pure functions. */
export { decideAccess } from './decide.ts'
export { decidePolicy, offersPassword, type PolicyDecision } from './enforcement.ts'
export {
  type AccessExplanation,
  explainAccess,
  type ExplainedConnection,
  type ExplainedPerson,
  type ExplainedStep,
} from './explain.ts'
export type {
  AccessDecision,
  AccessFacts,
  AccountLink,
  AccessReason,
  AccessRefusal,
  AccessStep,
  DirectoryFacts,
  JoinAnswer,
  RoleChange,
} from './facts.ts'
export { decidePassword, type PasswordFacts } from './password.ts'
export { preflight, type PreflightConnection, type PreflightFacts } from './preflight.ts'
export { checkRoleEdit } from './role-edit.ts'
export { missingForRoles, roleIssues } from './role-issues.ts'
export { mapRoles, type NearMiss, type RoleOutcome } from './roles.ts'
export { isUnlinked, type UnlinkFilter } from './unlink.ts'
