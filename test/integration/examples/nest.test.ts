import { describeJourney } from '../../support/example-journey.ts'

describeJourney('nest', { callback: '/oidc/callback', refusal: 403 })
