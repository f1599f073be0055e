import { providerContext } from '../core/connection-context.ts'
import type { Candidate } from '../connection/candidate.ts'
import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { ProviderContext } from '../types/provider.ts'

/** What a test trusts: it is too long for a cookie, and no sign-in may use it. */
export interface TestTrust {
  readonly checkedAt: string
  readonly document: JsonObject
}

/** Keeps on the server, for the life of the flow, what the answer will be held against. */
export async function holdTrust(
  core: Core,
  flow: { readonly connectionId: string; readonly handle: string },
  trust: TestTrust,
  until: Date,
): Promise<void> {
  await core.storage.ephemeral.put(await keyOf(flow), JSON.stringify(trust), until)
}

/** `undefined` where it is over, or was lost. */
export async function heldTrust(
  core: Core,
  flow: { readonly connectionId: string; readonly handle: string },
): Promise<TestTrust | undefined> {
  const held = await core.storage.ephemeral.get(await keyOf(flow), core.config.clock())
  return held === null ? undefined : (JSON.parse(held) as TestTrust)
}

/** The handle is random and secret to this browser; the connection keeps tenants apart (rule T1). */
async function keyOf({ connectionId, handle }: { connectionId: string; handle: string }) {
  return `test:${await sha256(JSON.stringify([connectionId, handle]))}`
}

/**
 * A provider's work for a revision that is tried out. Whatever it learns is trusted by this test
 * alone: what is stored belongs to the sign-ins of the live revision.
 */
export async function testContext(
  core: Core,
  record: ConnectionRecord,
  { revision, sealed }: Candidate,
  { checkedAt, document }: TestTrust,
): Promise<ProviderContext> {
  const context = await providerContext(core, record, revision, sealed)
  return {
    ...context,
    trust: { document, checkedAt: new Date(checkedAt), save: () => undefined },
  }
}
