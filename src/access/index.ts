export { decideAccess, type AccessDecision, type AccessFacts } from './decide.ts'
