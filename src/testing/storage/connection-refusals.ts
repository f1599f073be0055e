import assert from 'node:assert/strict'
import { assertRefused, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, isoInstant, revised } from './records.ts'

/** Which answer `connections.create` and `update` give first, and what no update changes. */
export const connectionRefusalChecks: Checks = {
  'create gives id_taken where the login path is taken too': async ({ connections }) => {
    await connections.create(aConnectionRecord({ loginPath: 'acme' }))
    await connections.create(aConnectionRecord({ id: 'con_2', loginPath: 'other' }))
    for (const loginPath of ['acme', 'other']) {
      assert.equal(await connections.create(aConnectionRecord({ loginPath })), 'id_taken')
    }
  },

  'update answers absent and conflict before login_path_taken': async ({ connections }) => {
    const record = aConnectionRecord({ id: 'con_2', version: 5 })
    await connections.create(aConnectionRecord({ loginPath: 'acme' }))
    await connections.create(record)
    const taken = revised(record, { loginPath: 'acme' })
    for (const version of [0, 4, 6]) {
      assert.equal(await connections.update('con_2', version, taken), 'conflict')
    }
    assert.equal(await connections.update('con_2', 5, taken), 'login_path_taken')
    const absent = aConnectionRecord({ id: 'con_3', loginPath: 'acme' })
    assert.equal(await connections.update('con_3', 5, absent), 'absent')
  },

  'update never changes id, organizationId and createdAt': async ({ connections }) => {
    const record = aConnectionRecord({ loginPath: 'acme' })
    await connections.create(record)
    const changes = [{ id: 'con_2' }, { organizationId: 'org_2' }, { createdAt: isoInstant(1) }]
    for (const change of changes) {
      const changed = revised(record, { ...change, description: 'changed' })
      await assertRefused(() => connections.update('con_1', 1, changed))
      assert.deepEqual(only(await connections.load({ loginPath: 'acme' })).record, record)
      assert.deepEqual(only(await connections.list({ limit: 10 })), record)
    }
    assert.deepEqual(await connections.list({ organizationId: 'org_2', limit: 10 }), [])
    assert.equal(await connections.update('con_1', 1, revised(record)), 'updated')
  },
}
