// @ts-check
import { portal } from 'ssokit/portal'

/**
 * The pages on which a customer's admin sets single sign-on up, and runs it. What the app has beside them,
 * below `/settings`, shows how to build pages like these with the same calls.
 *
 * @param {Pick<import('./server.js').Host, 'sso' | 'personOf' | 'organizationId'>} host
 */
export function makeSetup({ sso, personOf, organizationId }) {
  return portal({
    sso,
    branding: { product: 'Acme Projects' },
    // For whoever opens a setup link.
    organizationName: () => 'Acme',
    visitor(_request, { req }) {
      const person = personOf(req)
      if (!person) return new Response(null, { status: 303, headers: { location: '/' } })
      return { actor: person.member, organizationId, id: person.member.id }
    },
  })
}
