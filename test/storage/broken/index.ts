import { connectionLoadMistakes } from './connection-load.ts'
import { connectionWriteMistakes } from './connection-write.ts'
import { domainMistakes } from './domains.ts'
import { ephemeralMistakes } from './ephemeral.ts'
import { expiryMistakes } from './expiry.ts'
import { organizationAndJournalMistakes } from './organizations-and-journal.ts'
import { reservationMistakes } from './reservations.ts'
import { sessionMistakes } from './sessions.ts'
import { sharingMistakes } from './sharing.ts'
import type { BrokenStore } from './broken.ts'

/** Every mistake that the suite is known to catch. */
export const brokenStores: readonly BrokenStore[] = [
  ...reservationMistakes,
  ...expiryMistakes,
  ...ephemeralMistakes,
  ...connectionLoadMistakes,
  ...connectionWriteMistakes,
  ...sharingMistakes,
  ...domainMistakes,
  ...sessionMistakes,
  ...organizationAndJournalMistakes,
]
