import { describeRuntime, describeWorkerd, useScene } from './lib/describe-runtimes.ts'

const scene = useScene()

describeRuntime({ name: `Node ${process.version}, which runs the tests`, column: 'Node' }, scene)
describeRuntime({ name: 'Node 22', set: 'node22', column: 'Node' }, scene)
describeRuntime({ name: 'Node 24', set: 'node24', column: 'Node' }, scene)
describeRuntime({ name: 'Bun', set: 'bun', column: 'Bun' }, scene)
describeRuntime({ name: 'Deno', set: 'deno', column: 'Deno' }, scene)
describeWorkerd(['nodejs_compat'], 'workerd with `nodejs_compat`', scene)
describeWorkerd([], 'workerd', scene)
