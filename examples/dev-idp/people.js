// @ts-check
/** @typedef {ReturnType<typeof person> & { groups: string[] }} Person */

/**
 * Who can sign in, by subject. `login_email` differs from `email`, as it does in many directories.
 *
 * @type {ReadonlyMap<string, Person>}
 */
export const people = new Map(
  Object.entries({
    ann: {
      ...person('Ann', 'Admin', 'acme.example'),
      groups: ['admins', 'engineering'],
    },
    ben: {
      ...person('Ben', 'Builder', 'acme.example'),
      groups: ['engineering'],
    },
    cleo: {
      ...person('Cleo', 'Contractor', 'contractors.example'),
      email_verified: false,
      groups: [],
    },
  }),
)

/** @type {Set<string>} Those who were put out of all their groups, as admins of directories do. */
const leavers = new Set()

/**
 * The person as the directory has them at the moment.
 *
 * @param {string} id
 * @returns {Person | undefined}
 */
export function personOf(id) {
  const found = people.get(id)
  return found && leavers.has(id) ? { ...found, groups: [] } : found
}

/** @param {URLSearchParams} form as the chooser sends it; decides about groups until the next choice */
export function choose(form) {
  const id = form.get('person') ?? ''
  if (form.has('leaves')) leavers.add(id)
  else leavers.delete(id)
  return id
}

/**
 * @param {string} givenName
 * @param {string} familyName
 * @param {string} domain
 */
function person(givenName, familyName, domain) {
  return {
    name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName,
    email: `${givenName}@${domain}`.toLowerCase(),
    email_verified: true,
    login_email: `${givenName}.${familyName}@corp.${domain}`.toLowerCase(),
  }
}
