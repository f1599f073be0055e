// @ts-check
import { redirect } from 'next/navigation'
import { isSsoError } from 'ssokit'

/**
 * Does what a form asks for and goes on to the address that comes out, or shows why not.
 *
 * @param {FormData} form
 * @param {() => Promise<string>} work
 * @returns {Promise<import('../app/action-form.jsx').State>}
 */
export async function refusable(form, work) {
  /** @type {string} */
  let next
  try {
    next = await work()
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { message, hint, issues = [] } = error
    const typed = [...form].filter(
      ([path]) => !path.startsWith('$') && !path.startsWith('secrets.'),
    )
    return {
      problems: issues.length > 0 ? [...issues] : [{ message, hint }],
      values: Object.fromEntries(typed.map(([path, value]) => [path, String(value)])),
    }
  }
  // Outside of `try`, since it throws.
  return redirect(next)
}
