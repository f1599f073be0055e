import { createHash } from 'node:crypto'
import { defaultRecipient, planOf } from './defaults.ts'
import { randomId, type ResponseFacts } from './facts.ts'
import { makeResponse } from './response.ts'
import { type IdpState, personOf, signingKeyOf, variationsOf } from './state.ts'
import type {
  MockAuthnRequest,
  MockSamlAnswer,
  MockSamlPerson,
  MockSamlResponse,
  MockServiceProvider,
  RespondOptions,
} from './types.ts'
import { nameIdFormat, PASSWORD_PROTECTED_TRANSPORT } from './uris.ts'

export interface ResponseOrder {
  readonly serviceProvider: MockServiceProvider
  /** Absent: nobody asked. */
  readonly request?: MockAuthnRequest
  readonly relayState: string | undefined
  readonly options: RespondOptions
}

/** Makes the response and puts it into the form that the browser posts. */
export function respond(state: IdpState, order: ResponseOrder): MockSamlResponse {
  const { serviceProvider, request, relayState } = order
  const { last } = state
  const { encryptionCertificate } = serviceProvider
  const made = makeResponse(
    planOf({
      parties: {
        now: state.clock(),
        idpEntityId: state.entityId,
        spEntityId: serviceProvider.entityId,
        acsUrl: serviceProvider.acsUrl,
        inResponseTo: request?.id ?? null,
      },
      facts: factsFor(state, order),
      signs: state.options.signs ?? ['assertion', 'response'],
      key: signingKeyOf(state),
      algorithm: state.options.algorithm,
      digest: state.options.digest,
      recipient:
        encryptionCertificate === undefined
          ? defaultRecipient()
          : { certificate: encryptionCertificate },
      isEncrypted: (state.options.encrypts ?? false) && encryptionCertificate !== undefined,
    }),
    variationsOf(state),
  )
  const { expected } = made
  const isReplayed = state.defects.has('replayed') && last !== undefined
  const samlResponse = isReplayed ? last.samlResponse : made.samlResponse
  const facts = isReplayed ? last.facts : made.plan.facts
  const fields = new URLSearchParams({ SAMLResponse: samlResponse })
  if (relayState !== undefined) fields.set('RelayState', relayState)
  const answer = { ...formAnswer(serviceProvider.acsUrl, fields), samlResponse, expected, facts }
  state.last = answer
  return answer
}

export function formAnswer(url: string, fields: URLSearchParams): MockSamlAnswer {
  return {
    ...{ method: 'POST', url, fields },
    toRequest: (cookie) =>
      new Request(url, {
        method: 'POST',
        body: fields,
        headers: cookie === undefined ? {} : { cookie },
      }),
  }
}

export function queryAnswer(url: string, query: string): MockSamlAnswer {
  const complete = `${url}${url.includes('?') ? '&' : '?'}${query}`
  return {
    ...{ method: 'GET', url: complete, fields: new URLSearchParams(query) },
    toRequest: (cookie) =>
      new Request(complete, { headers: cookie === undefined ? {} : { cookie } }),
  }
}

function factsFor(state: IdpState, { request, options }: ResponseOrder): Partial<ResponseFacts> {
  const person = personOf(state, options.person)
  const name = nameFor(person, request?.nameIdFormat)
  const subStatusCode = refusalOf(request, options, name)
  const authenticatedAt = request?.forceAuthn ? state.clock() : options.authenticatedAt
  return {
    ...name,
    attributes: person.attributes ?? {},
    ...(authenticatedAt && { authnInstant: authenticatedAt.toISOString() }),
    ...(subStatusCode !== undefined && { statusCode: 'Responder', subStatusCode }),
    ...options.facts,
  }
}

const usualFormat = ({ nameId }: MockSamlPerson) =>
  nameId.includes('@') ? nameIdFormat.emailAddress : nameIdFormat.persistent

type Name = Pick<ResponseFacts, 'nameId' | 'nameIdFormat'>

/** The person by the name of the wanted format; `undefined` where there is none. */
function nameFor(person: MockSamlPerson, format: string | undefined): Name | undefined {
  const own = person.nameIdFormat ?? usualFormat(person)
  if (format === undefined || format === nameIdFormat.unspecified || format === own) {
    return { nameId: person.nameId, nameIdFormat: own }
  }
  const [email] = person.attributes?.email ?? []
  if (format === nameIdFormat.emailAddress && email !== undefined) {
    return { nameId: email, nameIdFormat: format }
  }
  if (format === nameIdFormat.persistent) {
    const opaque = createHash('sha256').update(person.nameId).digest('hex')
    return { nameId: opaque, nameIdFormat: format }
  }
  if (format === nameIdFormat.transient) return { nameId: randomId(), nameIdFormat: format }
  return undefined
}

/** The sub-status with which an honest provider says no (saml-core section 3.2.2.2). */
function refusalOf(
  request: MockAuthnRequest | undefined,
  { needsInteraction = false }: RespondOptions,
  name: Name | undefined,
): string | undefined {
  if (!name) return 'InvalidNameIDPolicy'
  if (!request) return undefined
  const wanted = request.authnContextClassRefs
  if (wanted.length > 0 && !wanted.includes(PASSWORD_PROTECTED_TRANSPORT)) return 'NoAuthnContext'
  return request.isPassive && needsInteraction ? 'NoPassive' : undefined
}
