import type { SsoIssue } from '../errors.ts'

/** Collects issues; every check reports and goes on, so that one start shows all of them. */
export interface IssueList {
  readonly issues: SsoIssue[]
  add(path: string, message: string, hint: string, code?: string): void
}

export function createIssueList(): IssueList {
  const issues: SsoIssue[] = []
  return {
    issues,
    add: (path, message, hint, code = 'config_value_invalid') => {
      issues.push({ path, code, message, hint })
    },
  }
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Unknown members are errors: a mistyped `onLogins` must not mean "no hook". */
export function checkMembers(
  list: IssueList,
  path: string,
  value: Record<string, unknown>,
  known: readonly string[],
): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    list.add(
      path === '' ? name : `${path}.${name}`,
      `There is no option named ${name}.`,
      `Remove it, or use one of ${known.join(', ')}.`,
      'config_option_unknown',
    )
  }
}

/** Reports every method that a port of the host lacks. */
export function checkMethods(
  list: IssueList,
  path: string,
  value: unknown,
  methods: readonly string[],
): void {
  if (!isPlainObject(value)) {
    list.add(
      path,
      `${path} is missing.`,
      `Pass an object with ${methods.join(', ')}.`,
      'config_port_missing',
    )
    return
  }
  for (const method of methods) {
    if (typeof value[method] === 'function') continue
    list.add(
      `${path}.${method}`,
      `${path} has no method ${method}.`,
      'Implement it; see docs/storage.md.',
      'config_port_incomplete',
    )
  }
}
