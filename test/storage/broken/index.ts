import { absenceMistakes } from './absent.ts'
import type { BrokenStore } from './broken.ts'
import { callMistakes } from './calls.ts'
import { changingMistakes } from './changing.ts'
import { connectionEvidenceMistakes } from './connection-evidence.ts'
import { connectionListMistakes } from './connection-list.ts'
import { connectionLoadMistakes } from './connection-load.ts'
import { connectionRankMistakes } from './connection-rank.ts'
import { connectionWriteMistakes } from './connection-write.ts'
import { domainLeaseMistakes } from './domain-leases.ts'
import { domainTransferMistakes } from './domain-transfers.ts'
import { domainMistakes } from './domains.ts'
import { ephemeralMistakes } from './ephemeral.ts'
import { expiryMistakes } from './expiry.ts'
import { journalMistakes } from './journal.ts'
import { organizationMistakes } from './organizations.ts'
import { reservationMistakes } from './reservations.ts'
import { sessionFindMistakes } from './session-find.ts'
import { sessionLeaseMistakes } from './session-leases.ts'
import { sessionMistakes } from './sessions.ts'
import { sharingMistakes } from './sharing.ts'

/** Every mistake that the suite is known to catch. */
export const brokenStores: readonly BrokenStore[] = [
  ...callMistakes,
  ...absenceMistakes,
  ...changingMistakes,
  ...sharingMistakes,
  ...connectionLoadMistakes,
  ...connectionRankMistakes,
  ...connectionListMistakes,
  ...connectionWriteMistakes,
  ...connectionEvidenceMistakes,
  ...organizationMistakes,
  ...domainMistakes,
  ...domainTransferMistakes,
  ...domainLeaseMistakes,
  ...ephemeralMistakes,
  ...reservationMistakes,
  ...expiryMistakes,
  ...sessionMistakes,
  ...sessionFindMistakes,
  ...sessionLeaseMistakes,
  ...journalMistakes,
]
