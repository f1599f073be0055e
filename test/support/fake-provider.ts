import type { SsoProvider } from '../../src/index.ts'

/** A protocol of ten lines: whoever knows the ticket signs in as the person it names. */
export const fakeProvider = (overrides: Partial<SsoProvider> = {}): SsoProvider => ({
  protocol: 'fake',
  routes: [{ key: 'callback', methods: ['GET', 'POST'], serves: 'answers' }],
  answerParameters: ['ticket', 'ref'],
  secretFields: ['apiKey'],
  defaultClaims: () => ({ email: 'email', groups: 'groups', require: [] }),
  validateSettings: (input) => ({
    settings: input,
    invalid: input.idp === 'nonsense' ? [issue('settings.idp', 'nonsense')] : [],
    missing: input.idp === undefined ? [issue('settings.idp', 'missing')] : [],
  }),
  secretBinding: ({ idp }) => ({ idp: idp ?? null }),
  trustBinding: ({ idp }) => ({ idp: idp ?? null }),
  issuers: ({ idp }) => [String(idp)],
  setupFields: ({ urls }) => [{ id: 'callback', label: 'Callback', value: urls.callback }],
  loadTrust: async () => ({ document: {}, issues: [] }),
  recognise: ({ parameters }) => {
    if (!parameters.has('ticket')) return undefined
    const handle = parameters.get('ref')
    return handle === undefined ? { kind: 'unsolicited' } : { kind: 'answer', handle }
  },
  startLogin: async ({ handle }) => ({
    method: 'GET',
    url: `https://fake.example/?ref=${handle}`,
    answer: 'redirect',
    flow: {},
  }),
  finishLogin: async ({ reserve, message, now }) => {
    await reserve()
    const person = message.parameters.get('ticket') ?? ''
    const claims = new Map([['email', { value: `${person}@example.com`, source: 'ticket' }]])
    const session = { idpSessionIds: [], tokens: { ticket: `ticket of ${person}` } }
    const authentication = { at: now() }
    return { issuer: 'https://fake.example', subject: person, claims, authentication, session }
  },
  ...overrides,
})

const issue = (path: string, code: string) => ({ path, code, message: `${path} ${code}`, hint: '' })
