// @ts-check
'use client'

import { useActionState } from 'react'

/**
 * @typedef {{
 *   problems: { path?: string, message: string, hint?: string | undefined }[]
 *   values: Record<string, string>
 * }} State what was wrong, and what was typed
 * @typedef {{ path: string, label: string, type?: 'text' | 'password' }} Field
 */

/** @type {State} */
const nothing = { problems: [], values: {} }

/**
 * A form whose problems stand at its fields; it works without scripts as well.
 *
 * @param {{
 *   action: (state: State, form: FormData) => Promise<State>
 *   label: string
 *   fields?: Field[]
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
      {fields.map((field) => (
        <FormField
          key={field.path}
          {...field}
          value={values[field.path] ?? ''}
          problem={problems.find(({ path }) => path === field.path)}
        />
      ))}
      <button disabled={isPending}>{label}</button>
    </form>
  )
}

/** @param {Field & { value: string, problem: State['problems'][number] | undefined }} props */
function FormField({ path, label, value, type = 'text', problem }) {
  return (
    <>
      <label htmlFor={path}>{label}</label>
      <input
        id={path}
        name={path}
        type={type}
        defaultValue={value}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={`${path}-problem`}
      />
      <p id={`${path}-problem`} role={problem && 'alert'}>
        {problem && `${problem.message} ${problem.hint ?? ''}`}
      </p>
    </>
  )
}
