import { broken } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const sharingMistakes: readonly BrokenStore[] = [
  broken(
    'results share references with what is stored',
    [
      'connections: load gives copies: changing a result changes nothing stored',
      'organizations: get and update copy: changing an input or a result changes nothing stored',
      'sessions: put, get and update copy: changing an input or a result changes nothing stored',
      'journal: append and list copy: changing an input or a result changes nothing stored',
      'domains: claim, list and update copy: changing an input or a result changes nothing stored',
      'domains: lease gives the claims as they are stored, as copies',
      'sessions: find gives the sessions as they were put, as copies',
      'connections: list gives the records as they were stored, as copies',
    ],
    ({ connections, organizations, sessions, journal, domains }) => {
      const kept = new Map<string, object>()
      const share = <Value extends object | null>(name: string, value: Value): Value => {
        if (value === null) return value
        const shared = kept.get(name) ?? value
        kept.set(name, shared)
        return shared as Value
      }
      return {
        connections: {
          load: async (query) => share('load', await connections.load(query)),
          list: async (filter) => share('connections', await connections.list(filter)),
        },
        organizations: { get: async (id) => share('policy', await organizations.get(id)) },
        sessions: {
          get: async (id) => share('session', await sessions.get(id)),
          find: async (filter) => share('sessions', await sessions.find(filter)),
        },
        journal: { list: async (filter) => share('journal', await journal.list(filter)) },
        domains: {
          list: async (filter) => share('claims', await domains.list(filter)),
          lease: async (...given) => share('claims', await domains.lease(...given)),
        },
      }
    },
  ),
  broken(
    'what is stored shares references with the input',
    [
      'connections: create and update store copies of what they are given',
      'organizations: get and update copy: changing an input or a result changes nothing stored',
      'sessions: put, get and update copy: changing an input or a result changes nothing stored',
    ],
    ({ connections, organizations, sessions }) => {
      const given = new Map<string, unknown>()
      const readGiven = <Value>(name: string): Value => structuredClone(given.get(name)) as Value
      return {
        connections: {
          create: (record) => {
            given.set('connection', record)
            return connections.create(record)
          },
          load: async (query) => {
            const loaded = await connections.load(query)
            return loaded.map((each) => ({ ...each, record: readGiven('connection') }))
          },
        },
        organizations: {
          update: (id, version, policy) => {
            given.set('policy', policy)
            return organizations.update(id, version, policy)
          },
          get: async () => readGiven('policy'),
        },
        sessions: {
          put: (session) => {
            given.set('session', session)
            return sessions.put(session)
          },
          get: async () => readGiven('session'),
        },
      }
    },
  ),
]
