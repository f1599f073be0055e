// @ts-check
'use client'

import { useActionState } from 'react'

/**
 * @typedef {{
 *   problems: { path?: string, message: string, hint?: string | undefined }[]
 *   values: Record<string, string>
 * }} State what was wrong, and what was typed
 */

/** @type {State} */
const nothing = { problems: [], values: {} }

/**
 * A form whose problems stand at its fields; it works without scripts as well.
 *
 * @param {{
 *   action: (state: State, form: FormData) => Promise<State>
 *   label: string
 *   fields?: import('../lib/connection-form.js').Field[]
 *   hidden?: Record<string, string | number>
 * }} props
 */
export function ActionForm({ action, label, fields = [], hidden = {} }) {
  const [{ problems, values }, submit, isPending] = useActionState(action, nothing)
  const paths = new Set(fields.map(({ path }) => path))
  const others = problems.filter(({ path = '' }) => !paths.has(path))
  return (
    <form action={submit}>
      {others.length > 0 && (
        <ul role="alert">
          {others.map(({ message, hint }) => (
            <li key={message}>
              {message} {hint}
            </li>
          ))}
        </ul>
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map(({ path, value = '', ...field }) => (
        <FormField
          key={path}
          {...{ path, ...field }}
          value={values[path] ?? value}
          problem={problems.find((problem) => problem.path === path)}
        />
      ))}
      <button disabled={isPending}>{label}</button>
    </form>
  )
}

/** @param {import('../lib/connection-form.js').Field & { problem: State['problems'][number] | undefined }} props */
function FormField({ path, label, value, type, advice, problem }) {
  const attributes = {
    id: path,
    name: path,
    defaultValue: value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${path}-advice`,
  }
  return (
    <>
      <label htmlFor={path}>{label}</label>
      {type === 'textarea' ? (
        <textarea {...attributes} rows={4} />
      ) : (
        <input {...attributes} type={type ?? 'text'} autoComplete="off" />
      )}
      <p id={`${path}-advice`} role={problem && 'alert'}>
        {problem ? `${problem.message} ${problem.hint ?? ''}` : advice}
      </p>
    </>
  )
}
