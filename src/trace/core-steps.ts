import type { LoginStep } from '../types/trace.ts'

/** What the core checks before the protocol reads the answer. */
export const stepsBefore: readonly LoginStep[] = [
  {
    step: 'flow',
    checks: [{ name: 'flow', codes: ['login_flow_mismatch', 'login_flow_expired'] }],
  },
  {
    step: 'connection',
    checks: [
      {
        name: 'connection',
        codes: [
          ...['connection_not_found', 'connection_not_active', 'connection_changed'],
          ...['organization_not_entitled', 'test_configuration_changed'],
        ],
      },
    ],
  },
]

/** Of a protocol that does not say what it checks. */
export const opaqueSteps: readonly LoginStep[] = [
  { step: 'answer', checks: [{ name: 'answer', codes: ['login_replayed'] }] },
]

/** What the core checks once the answer is verified. The checks of `access` report for themselves. */
export const stepsAfter: readonly LoginStep[] = [
  {
    step: 'claims',
    checks: [
      {
        name: 'claims',
        codes: ['identity_claim_missing', 'identity_claim_invalid', 'identity_email_invalid'],
      },
    ],
  },
  {
    step: 'account_directory',
    checks: [{ name: 'account_directory', codes: ['accounts_failed'] }],
  },
  {
    step: 'access',
    checks: [
      { name: 'email_domain', codes: ['access_email_domain_refused'] },
      {
        name: 'groups',
        codes: ['access_groups_absent', 'access_role_unknown', 'access_no_mapped_group'],
      },
      { name: 'account', codes: ['access_account_inactive', 'access_not_member'] },
      { name: 'provisioning', codes: ['access_not_invited'] },
      { name: 'join', codes: ['join_needs_account', 'join_not_found'] },
    ],
  },
  { step: 'session', checks: [{ name: 'session', codes: [] }] },
  {
    step: 'host_session',
    checks: [{ name: 'host_session', codes: ['login_hook_missing'] }],
  },
]

/** Its checks pass only where they were noted to. */
export const NOTED_STEP = 'access'
