// @ts-check
'use server'

import { currentPerson } from '../../lib/person.js'
import { refusable } from '../../lib/refusable.js'
import { host, organizationId } from '../../lib/sso.js'

/** @typedef {import('../action-form.jsx').State} State */

/** Looks now; background work goes on where the record is not there yet. @param {State} _state @param {FormData} form */
export async function verifyDomain(_state, form) {
  return onDomain(form, ({ sso }, domain, options) =>
    sso.verifyDomain(organizationId, domain, options),
  )
}

/** Only in this demo: as the customer's admin does it in a DNS console. @param {State} _state @param {FormData} form */
export async function publishRecord(_state, form) {
  return onDomain(form, async ({ sso, demo }, domain, options) => {
    const record = await sso.domains.instructions(organizationId, domain, options)
    demo.publishTxt?.(record.host, [record.value])
  })
}

/**
 * Anybody can call an action, so each one names who is there, and `authorize` decides.
 *
 * @param {FormData} form
 * @param {(ours: Awaited<ReturnType<typeof host>>, domain: string, options: { actor: unknown }) => Promise<unknown>} work
 */
function onDomain(form, work) {
  return refusable(form, async () => {
    await work(await host(), String(form.get('domain')), { actor: await currentPerson() })
    return '/settings'
  })
}
