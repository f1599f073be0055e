// @ts-check
'use server'

import { connectionInput } from '../../lib/connection-form.js'
import { currentPerson } from '../../lib/person.js'
import { refusable } from '../../lib/refusable.js'
import { host, organizationId } from '../../lib/sso.js'

/** @typedef {import('../action-form.jsx').State} State */
/** @typedef {Awaited<ReturnType<typeof host>>['sso']} Sso */

/**
 * Anybody can call an action, so each one names who is there, and `authorize` decides.
 *
 * @param {FormData} form
 * @param {(sso: Sso, options: { actor: unknown }) => Promise<string>} work
 */
const change = (form, work) =>
  refusable(form, async () => work((await host()).sso, { actor: await currentPerson() }))

const pageOf = (/** @type {string} */ id) => `/settings/connections/${encodeURIComponent(id)}`

/** @param {State} _state @param {FormData} form */
export async function createConnection(_state, form) {
  return change(form, async (sso, options) => {
    const protocol = String(form.get('protocol'))
    const description = String(form.get('description'))
    const { id } = await sso.connections.create({ organizationId, protocol, description }, options)
    return pageOf(id)
  })
}

/** @param {State} _state @param {FormData} form */
export async function save(_state, form) {
  return change(form, async (sso, options) => {
    const id = String(form.get('id'))
    const { protocol } = await sso.connections.get(id, options)
    const expectedVersion = Number(form.get('version'))
    const input = connectionInput(protocol, form)
    await sso.connections.update(id, input, { ...options, expectedVersion })
    return pageOf(id)
  })
}

/** @param {State} _state @param {FormData} form */
export async function check(_state, form) {
  return onConnection(form, ({ connections }, id, options) => connections.check(id, options))
}

/** @param {State} _state @param {FormData} form */
export async function activate(_state, form) {
  return onConnection(form, ({ connections }, id, options) => connections.activate(id, options))
}

/** @param {State} _state @param {FormData} form */
export async function disable(_state, form) {
  return onConnection(form, ({ connections }, id, options) => connections.disable(id, options))
}

/** @param {State} _state @param {FormData} form */
export async function remove(_state, form) {
  return onConnection(form, ({ connections }, id, options) => connections.remove(id, options), {
    next: '/settings',
  })
}

/**
 * @param {FormData} form
 * @param {(sso: Sso, id: string, options: { actor: unknown }) => Promise<unknown>} work
 * @param {{ next?: string }} [where]
 */
function onConnection(form, work, { next } = {}) {
  const id = String(form.get('id'))
  return change(form, async (sso, options) => {
    await work(sso, id, options)
    return next ?? pageOf(id)
  })
}

/** @param {State} _state @param {FormData} form */
export async function claimDomain(_state, form) {
  return onDomain(form, ({ domains }, domain, options) =>
    domains.claim(organizationId, domain, options),
  )
}

/** Looks now; background work goes on where the record is not there yet. @param {State} _state @param {FormData} form */
export async function verifyDomain(_state, form) {
  return onDomain(form, (sso, domain, options) => sso.verifyDomain(organizationId, domain, options))
}

/** @param {State} _state @param {FormData} form */
export async function releaseDomain(_state, form) {
  return onDomain(form, ({ domains }, domain, options) =>
    domains.release(organizationId, domain, options),
  )
}

/** Only in this demo: as the customer's admin does it in a DNS console. @param {State} _state @param {FormData} form */
export async function publishRecord(_state, form) {
  const { demo } = await host()
  return onDomain(form, async ({ domains }, domain, options) => {
    const record = await domains.instructions(organizationId, domain, options)
    demo.publishTxt?.(record.host, [record.value])
  })
}

/**
 * @param {FormData} form
 * @param {(sso: Sso, domain: string, options: { actor: unknown }) => Promise<unknown>} work
 */
function onDomain(form, work) {
  return change(form, async (sso, options) => {
    await work(sso, String(form.get('domain')), options)
    return '/settings/domains'
  })
}
