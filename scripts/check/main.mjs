import { apiReports } from './api-reports.mjs'
import { audit } from './audit.mjs'
import { commandCheck } from './command.mjs'
import { engines } from './engines.mjs'
import { exampleTypes } from './examples.mjs'
import { packageChecks } from './packages.mjs'
import { runChecks } from './run-checks.mjs'
import { traces } from './traces.mjs'
import { everyFileIsTyped, types } from './types.mjs'
import { nothingUnfinished } from './unfinished.mjs'

await runChecks(
  [
    types,
    everyFileIsTyped,
    ...exampleTypes,
    ...apiReports,
    commandCheck('lint and import walls', 'oxlint', ['--type-aware', '--deny-warnings']),
    commandCheck('format and cycles', 'biome', ['check', '--error-on-warnings']),
    commandCheck('dead code', 'knip', ['--no-progress']),
    ...packageChecks(),
    engines,
    traces,
    nothingUnfinished,
    audit,
  ],
  process.argv.slice(2),
)
