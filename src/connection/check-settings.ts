import { printable, type SsoIssue } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { SettingsContext } from '../types/provider.ts'

export type SettingProblem = readonly [message: string, hint: string]
export type SettingCheck = (
  value: JsonValue,
  context: SettingsContext,
) => SettingProblem | undefined

/** Holds each setting against the check of its name; a name without a check is unknown. */
export function checkSettings(
  settings: JsonObject,
  checks: Readonly<Record<string, SettingCheck>>,
  context: SettingsContext,
): SsoIssue[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    const problem = check
      ? check(value, context)
      : ([
          `There is no setting ${printable(name)}.`,
          `Use one of ${Object.keys(checks).join(', ')}.`,
        ] as const)
    if (!problem) return []
    const [message, hint] = problem
    const code = check ? 'connection_value_invalid' : 'connection_field_unknown'
    return [{ path: `settings.${printable(name)}`, code, message, hint }]
  })
}
