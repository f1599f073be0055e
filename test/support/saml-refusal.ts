import { expect } from 'vitest'
import { isSsoError, type SsoError } from '../../src/errors.ts'
import { verifyResponse } from '../../src/saml/verify-response.ts'
import type { ResponseExpectations, VerifiedAssertion } from '../../src/saml/types.ts'
import { expected, samlResponse, type Scene, toForm } from './saml-response.ts'

type Overrides = Partial<ResponseExpectations>

const formOf = (message: Scene | string): string =>
  typeof message === 'string' ? toForm(message) : samlResponse(message)

/** @param message a scene, or XML */
export function accept(
  message: Scene | string = {},
  overrides: Overrides = {},
): Promise<VerifiedAssertion> {
  return verifyResponse(formOf(message), { ...expected, ...overrides })
}

/** The error with which a response is refused. */
export async function refusal(
  message: Scene | string,
  overrides: Overrides = {},
): Promise<SsoError> {
  return errorOf(accept(message, overrides))
}

export async function errorOf(promise: Promise<unknown>): Promise<SsoError> {
  const outcome = await promise.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error('It was accepted.')
  if (!isSsoError(outcome.error)) throw outcome.error
  return outcome.error
}

/** Codes of all issues, or the one code of an error without issues. */
export async function refusalCodes(
  message: Scene | string,
  overrides: Overrides = {},
): Promise<readonly string[]> {
  const error = await refusal(message, overrides)
  expect(error.message).not.toBe('')
  expect(error.hint).not.toBe('')
  return error.issues?.map(({ code }) => code) ?? [error.code]
}
