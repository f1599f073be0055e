import { isUrl } from '../url.ts'
import type { PortalBranding } from './options.ts'

/** What may stand in a declaration of style: nothing that ends it, opens a block or loads anything. */
const forms = {
  accent: /^(#[\da-f]{3,8}|[a-z]+|(rgb|hsl|oklch|oklab|lab|lch)\([\d.,%\s/a-z-]{1,60}\))$/i,
  accentDark: /^(#[\da-f]{3,8}|[a-z]+|(rgb|hsl|oklch|oklab|lab|lch)\([\d.,%\s/a-z-]{1,60}\))$/i,
  radius: /^\d{1,2}(\.\d{1,2})?(px|rem|em)$|^0$/,
  fontFamily: /^[\w\s,'"-]{1,200}$/,
} as const

const properties = {
  accent: '--accent',
  accentDark: '--accent-dark',
  radius: '--radius',
  fontFamily: '--font',
} as const

/**
 * Checks what a host chose, when it starts.
 *
 * @throws {TypeError} naming the member
 */
export function checkBranding(branding: PortalBranding): void {
  const { product, logoUrl, homeUrl, supportUrl } = branding
  if (typeof product !== 'string' || product === '') {
    throw new TypeError('branding.product is the name of the product.')
  }
  for (const [name, form] of Object.entries(forms)) {
    const value = branding[name as keyof typeof forms]
    if (value === undefined || form.test(value)) continue
    throw new TypeError(`branding.${name} is no value that a style sheet takes there.`)
  }
  for (const [name, value] of Object.entries({ logoUrl, homeUrl, supportUrl })) {
    if (value === undefined || isPath(value) || /^mailto:[^\s]+$/.test(value)) continue
    if (isUrl(value) && /^https?:/.test(value)) continue
    throw new TypeError(`branding.${name} is a path or an https address.`)
  }
}

/**
 * Checks who may show the pages in a frame. More than an origin could end the directive and begin another.
 *
 * @throws {TypeError} naming the entry
 */
export function checkFrameAncestors(origins: readonly string[]): void {
  for (const origin of origins) {
    if (isUrl(origin) && new URL(origin).origin === origin) continue
    throw new TypeError(
      `frameAncestors takes origins such as https://app.example.com, not ${origin}.`,
    )
  }
}

/** `//` would name another host. */
const isPath = (value: string): boolean => /^\/(?![/\\])[^\s\\]*$/.test(value)

/** The choices as custom properties, in front of our own style. */
export function brandingStyle(branding: PortalBranding): string {
  const chosen = Object.entries(properties).flatMap(([name, property]) => {
    const value = branding[name as keyof typeof properties]
    return value === undefined ? [] : [`${property}:${value}`]
  })
  return chosen.length === 0 ? '' : `:root{${chosen.join(';')}}\n`
}

/** Where the logo comes from, for the policy of the pages; nothing where there is none. */
export function logoSource({ logoUrl }: PortalBranding): string {
  if (logoUrl === undefined) return ''
  return isPath(logoUrl) ? " 'self'" : ` ${new URL(logoUrl).origin}`
}
