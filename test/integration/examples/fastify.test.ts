import { describeSmallJourney } from '../../support/small-example-journey.ts'

describeSmallJourney('fastify', { callback: '/accounts/auth/okta/callback' })
