import { isUrl } from '../url.ts'

/** Longer targets are never honoured: the flow cookie could not hold them. */
const MAX_LENGTH = 2048

/**
 * Turns what a request asked for into a place that is safe to send the browser to (rule F4): a path
 * on `baseUrl`, or a URL on one of the allowed origins.
 *
 * @param wanted untrusted: a path or an absolute URL
 * @param baseUrl the host's origin
 * @param allowedOrigins further origins, as `URL.origin` spells them
 * @returns the safe target; `/` for everything else
 */
export function safeReturnTo(
  wanted: string | undefined,
  baseUrl: string,
  allowedOrigins: readonly string[] = [],
): string {
  const fallback = '/'
  if (wanted === undefined || wanted.length > MAX_LENGTH) return fallback
  // Browsers drop tabs and newlines and read `\` as `/`; nothing honest contains them.
  if (/[\p{Cc}\\]/u.test(wanted) || wanted.trim() !== wanted) return fallback
  const base = new URL(baseUrl)
  if (!wanted.startsWith('/') && !/^https?:\/\//i.test(wanted)) return fallback
  if (!isUrl(wanted, base)) return fallback
  const url = new URL(wanted, base)
  if (url.username !== '' || url.password !== '') return fallback
  if (wanted.startsWith('/') && url.origin !== base.origin) return fallback
  if (url.origin === base.origin) {
    const path = url.pathname + url.search + url.hash
    // `/.//evil.example` resolves to a path that a browser would read as a host.
    return path.startsWith('//') ? fallback : path
  }
  return allowedOrigins.includes(url.origin) ? url.href : fallback
}
