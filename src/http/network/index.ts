export { allowsHttp, isAllowedUrl } from './checks.ts'
export { createNetwork, type Network } from './guard.ts'
export { resolveNetworkPolicy, type ResolvedNetworkPolicy } from './policy.ts'
