import { runOnCluster } from './setup/test-program.mjs'

// The same topology as the tests have (test/cluster), until Ctrl-C.
await runOnCluster('the cluster', 'cluster/main.ts')
