export { normalizeDomain } from './domain-name.ts'
export { normalizeEmail } from './email.ts'
