import type { EnvelopeFacts } from '../decode/facts.ts'
import type { SamlIssue } from '../issue.ts'
import { checkAddress } from './address.ts'
import type { ValidationContext } from './context.ts'
import { checkNotBefore } from './time.ts'
import { checkVersion } from './version.ts'

/**
 * What holds for the outside of every message, signed or not: an unsigned one can but contradict
 * (rules S16, S19).
 *
 * @param name of the document element
 */
export function checkMessage(
  name: string,
  { version, destination, issueInstant }: EnvelopeFacts,
  isSigned: boolean,
  context: ValidationContext,
): SamlIssue[] {
  const isDestinationRequired = isSigned || destination !== undefined
  return [
    ...checkVersion(name, version),
    ...(isDestinationRequired
      ? checkAddress(
          'saml_destination_mismatch',
          `${name}.Destination`,
          destination,
          context.address,
        )
      : []),
    ...checkNotBefore(`${name}.IssueInstant`, issueInstant, context),
  ]
}
