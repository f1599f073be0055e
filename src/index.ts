/** @module ssokit: the protocol-neutral core. Protocols come from `ssokit/oidc` and `ssokit/saml`. */
export { createSso } from './sso.ts'
export {
  type ErrorDetail,
  isSsoError,
  type SanitisedCause,
  SsoError,
  type SsoErrorCode,
  type SsoErrorOptions,
  type SsoIssue,
  unsafeCauseOf,
} from './errors.ts'
export {
  acceptMixUpRisk,
  type ActivationGate,
  type ConnectionDefaults,
  type AdminAction,
  type HookAnswer,
  type RoleConfig,
  type RoleDefinition,
  type SsoConfig,
  systemActor,
} from './types/config.ts'
export type {
  ActivateOptions,
  ActivationOutcome,
  AdminOptions,
  ConnectionsApi,
  TestOptions,
  TraceOptions,
} from './types/connections-api.ts'
export type { PoliciesApi } from './types/policies-api.ts'
export type { Sso } from './types/sso.ts'
export type {
  DnsGuide,
  DnsGuideId,
  DomainCheck,
  DomainInstructions,
  DomainNearMiss,
  DomainRecord,
  DomainsApi,
  DomainWork,
  OrganizationDomain,
} from './types/domain.ts'
export type { MaintenanceOptions, MaintenanceReport } from './types/maintenance.ts'
export type {
  RotationOptions,
  RotationProgress,
  RotationReport,
  UnreadableSecret,
} from './types/rotation.ts'
export {
  type MaintenanceLoop,
  type MaintenanceLoopOptions,
  startMaintenance,
} from './maintenance/start.ts'
export type {
  AccountChange,
  AccountDirectory,
  AccountFacts,
  AccountKey,
  NewAccount,
} from './types/accounts.ts'
export type { AuditApi, AuditConfig, AuditEntry, AuditOptions } from './types/audit.ts'
export type {
  AccessSettings,
  CheckEvidence,
  ClaimMapping,
  ClientAuthentication,
  Connection,
  ConnectionInput,
  ConnectionRevision,
  ConnectionSettings,
  ConnectionSetup,
  ConnectionStatus,
  ConnectionTrust,
  LoginEvidence,
  OidcEndpoints,
  OidcSettings,
  RoleSettings,
  SamlEndpoint,
  SamlSettings,
  SessionSettings,
  SetupField,
  TestEvidence,
} from './types/connection.ts'
export type { Check, CheckReport, CheckStatus } from './types/check.ts'
export type { SsoEvent, SsoEventType } from './types/events.ts'
export type { ClaimOrigin, EmailTrust, Identity, ReceivedClaims } from './types/identity.ts'
export type { JsonObject, JsonValue } from './types/json.ts'
export type {
  AccessGrant,
  BrowserCookie,
  BrowserInstruction,
  CallbackResult,
  EndedSession,
  Login,
  LoginInitiator,
  LoginStart,
  LoginTarget,
  LocalLogoutReason,
  LogoutResult,
  LogoutScope,
  LogoutStart,
  PendingJoin,
  Reason,
  RefreshResult,
  Refusal,
  SsoSession,
  StartLoginOptions,
  StartLogoutOptions,
  TestClaim,
  TestFinding,
  TestReport,
} from './types/login.ts'
export type { GuardedFetch, GuardedRequest, NetworkPolicy } from './types/network.ts'
export type { ConnectionUrls, SsoPathKey, SsoPaths } from './types/paths.ts'
export type {
  ConfirmationRequired,
  EnforcementMode,
  LoginOption,
  LoginOptions,
  OrganizationPolicy,
  PasswordDecision,
  PasswordReason,
  PolicyChange,
  PolicyOutcome,
  Preflight,
  PreflightIssue,
} from './types/policy.ts'
export type {
  CheckContext,
  FinishContext,
  InboundMessage,
  LoadedTrust,
  ProviderAnswer,
  ProviderContext,
  ProviderRoute,
  ProviderStart,
  Recognition,
  SettingsContext,
  SsoProvider,
  StartContext,
  TrustState,
  ValidatedSettings,
} from './types/provider.ts'
export type {
  ConnectionQuery,
  ConnectionRecord,
  ConnectionStore,
  DomainClaim,
  DomainState,
  DomainStore,
  EphemeralStore,
  JournalEntry,
  JournalStore,
  LoadedConnection,
  OrganizationRecord,
  OrganizationStore,
  SealedSecret,
  SealedSecrets,
  SessionRecord,
  SessionStore,
  SsoStorage,
  StoreCall,
  StoredSetupLink,
  VerifiedDomain,
} from './storage/ports.ts'
export type {
  LoginCheck,
  LoginStep,
  TraceCheck,
  TraceConfig,
  TraceEntry,
  TraceOutcome,
  TracePerson,
} from './types/trace.ts'
export type { DnsResolver } from './dns/port.ts'
export type {
  CreatedSetupLink,
  SetupLink,
  SetupLinkOptions,
  SetupLinkScope,
  SetupLinksApi,
} from './types/setup-link.ts'
export type { StandardIssue, StandardResult, StandardSchema } from './types/standard-schema.ts'
export { uiTexts } from './ui-texts.ts'
