import type { SsoProvider } from '../../src/index.ts'
import { fakeProvider } from './fake-provider.ts'

/**
 * The fake protocol with logout by messages, as SAML has it: requests and answers of both sides meet at
 * one address, answers come by POST and may lack the handle. Nothing is signed: `seal=good` stands for a
 * signature that holds.
 */
export const logoutProvider = (overrides: Partial<SsoProvider> = {}): SsoProvider => {
  const check = (parameters: ReadonlyMap<string, string>) => {
    if (parameters.get('seal') !== 'good') throw new Error('the seal is broken')
  }
  return fakeProvider({
    routes: [
      { key: 'callback', methods: ['GET', 'POST'], serves: 'answers' },
      { key: 'slo', methods: ['GET', 'POST'], serves: 'logout' },
    ],
    answerParameters: ['ticket', 'ref', 'done', 'seal'],
    async finishLogin({ reserve, message, now }) {
      await reserve()
      const person = message.parameters.get('ticket') ?? ''
      const claims = new Map([['email', { value: `${person}@example.com`, source: 'ticket' }]])
      const idpSessionIds = message.parameters.get('ids')?.split(',') ?? []
      return {
        ...{ issuer: 'https://fake.example', subject: person, claims },
        authentication: { at: now() },
        session: { idpSessionIds, tokens: { ticket: `ticket of ${person}` } },
      }
    },
    startLogout: async ({ handle, session }) => ({
      method: 'POST',
      url: 'https://fake.example/slo',
      fields: { ref: handle, about: session.subject, token: session.tokens.ticket ?? 'none' },
      answer: 'post',
      request: 'request-1',
      flow: { request: 'request-1' },
    }),
    finishLogout: async ({ message, flow }) => {
      check(message.parameters)
      if (flow.request !== 'request-1') throw new Error('another request')
      return { confirmed: message.parameters.get('done') === 'yes' }
    },
    requestNamed: async ({ parameters }) => parameters.get('to') ?? null,
    recogniseLogout(_key, { parameters }) {
      if (parameters.has('done')) return { kind: 'answer', handle: parameters.get('ref') }
      return parameters.has('end') ? { kind: 'request' } : undefined
    },
    async receiveLogout({ message: { parameters, query, method }, now }) {
      check(parameters)
      const ids = parameters.get('ids')?.split(',')
      const subject = parameters.get('end')
      return {
        sessions: {
          issuer: 'https://fake.example',
          ...(subject ? { subject } : {}),
          ...(ids ? { idpSessionIds: ids } : {}),
        },
        once: {
          id: parameters.get('id') ?? 'one',
          expiresAt: new Date(now().getTime() + 60_000),
        },
        answer: async (outcome) =>
          parameters.has('silent')
            ? { kind: 'direct', status: outcome === 'ended' ? 200 : 500 }
            : {
                ...{ kind: 'browser', method, url: `https://fake.example/slo?${outcome}` },
                fields: { outcome, query: query ?? 'none' },
              },
      }
    },
    ...overrides,
  })
}
