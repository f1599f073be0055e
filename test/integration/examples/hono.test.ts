import { describeSmallJourney } from '../../support/small-example-journey.ts'

describeSmallJourney('hono', { callback: '/oidc/callback' })
