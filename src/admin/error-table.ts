import { entry, type ErrorEntry, type AdminErrorCode } from '../error-entry.ts'

/** Every error of administrative calls that nothing else causes. One row a line, so this file is left out of the formatter. */
export const adminErrors: Readonly<Record<AdminErrorCode, ErrorEntry>> = {
  policy_conflict: entry(409, 'request', 'The policy was changed by somebody else in the meantime.', 'Load the policy again and repeat the change on its new version.'),
  policy_invalid: entry(422, 'request', 'The policy is not valid.', 'Correct every entry listed in `issues`.'),
  policy_irreversible: entry(409, 'request', 'This organisation chose single sign-on for good, so passwords do not come back.', 'Correct the connection instead; only the operator’s own code (`systemActor`) can reset the policy.'),
  policy_preflight_failed: entry(409, 'request', 'The policy would lock people out.', 'Settle every entry of `issues` that is an error, then set the policy again.'),
  activation_enforcement_failed: entry(409, 'request', 'The connection is active, but the policy could not be changed in the same step and is as it was.', 'Set the policy with `policies.set`, or activate once more with the same `enforcement`.', true),
  test_configuration_changed: entry(409, 'restart', 'The connection was edited while it was being tested, so the answer proves nothing.', 'Start the test again.'),
  activation_confirmation_invalid: entry(409, 'request', 'The confirmation belongs to another change, or is older than ten minutes.', 'Show the warnings again and confirm the change as it is now.'),
  setup_link_invalid: entry(422, 'request', 'The setup link cannot be made as asked.', 'Correct every entry listed in `issues`.'),
  setup_link_limit_reached: entry(409, 'request', 'The organisation has 20 setup links that still work.', 'Revoke those that are not needed any more.'),
  setup_link_not_found: entry(404, 'not_found', 'The setup link is over, was revoked, or never was one.', 'Ask whoever sent the link for a new one.'),
  setup_throttled: entry(429, 'request', 'These pages were asked for too often.', 'Wait a minute, then try again.', true),
  check_throttled: entry(429, 'request', 'This connection was checked less than a minute ago.', 'Wait a minute: every check presents the client secret to the identity provider, which may lock the client after too many.', true),
}
