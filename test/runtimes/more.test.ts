import { describeRuntime, useScene } from './lib/describe-runtimes.ts'

/* What `npm test` leaves out: the ends of the range that package.json names. */

const scene = useScene()

describeRuntime({ name: 'Node 20.19.0', set: 'node20-oldest', column: 'Node' }, scene)
describeRuntime(
  {
    ...{ name: 'Node 22.12.0', set: 'node22-oldest', column: 'Node' },
    complaint: /^\(node:\d+\) ExperimentalWarning: CommonJS module .* is loading ES Module/,
  },
  scene,
)
describeRuntime({ name: 'Node 26', set: 'node26', column: 'Node' }, scene)
