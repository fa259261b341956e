import type { Storm } from './storms.js'
import type { Sent } from './triggers.js'
import { isWell, type Verdict } from './verdict.js'

/** All that is known when a run is over. */
export interface Run {
  seed: number
  seconds: number
  /** `performance.now()` when the faults began. */
  startedAt: number
  sent: ReadonlyMap<string, Sent>
  repeated: number
  clients: number
  slept: number
  reads: number
  storms: readonly Storm[]
  verdict: Verdict
  /** What servers say of triggers that were lost or doubled, by title. */
  said: ReadonlyMap<string, unknown>
  /** What the servers printed last. */
  outputs: readonly string[]
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const number = (value: number): string => value.toLocaleString('en')
/** How much of what a run found is shown. */
const mostShown = 20

/** How often, and the worst recovery of the storms that it was part of. */
const byKind = (storms: readonly Storm[]): Map<string, { times: number; worstMs: number | null }> => {
  const kinds = new Map<string, { times: number; worstMs: number | null }>()
  for (const { names, recoveryMs } of storms)
    for (const name of names) {
      const { times, worstMs } = kinds.get(name) ?? { times: 0, worstMs: null }
      kinds.set(name, {
        times: times + 1,
        worstMs: recoveryMs === null ? worstMs : Math.max(worstMs ?? 0, recoveryMs),
      })
    }
  return new Map([...kinds].sort(([a], [b]) => a.localeCompare(b)))
}

const setbacksOf = (sent: Iterable<Sent>): string => {
  const times = new Map<string, number>()
  for (const { attempts } of sent)
    for (const { outcome } of attempts)
      if (!outcome.startsWith('202')) times.set(outcome, (times.get(outcome) ?? 0) + 1)
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} × ${number(count)}`)
    .join(', ')
}

export const worstRecoveryMs = (storms: readonly Storm[]): number =>
  Math.max(0, ...storms.map(({ recoveryMs }) => recoveryMs ?? 0))

const row = (...cells: [string, string, string?]): string =>
  `  ${cells[0].padEnd(24)}${cells[1].padStart(9)}  ${cells[2] ?? ''}`.trimEnd()

/** What a run is read for. */
export const table = (run: Run): string => {
  const { sent, storms, verdict } = run
  const all = [...sent.values()]
  const attempts = all.reduce((sum, one) => sum + one.attempts.length, 0)
  const waking = Math.max(0, ...storms.map(({ wakingMs }) => wakingMs))
  return [
    `chaos for ${run.seconds} s, seed ${run.seed}: 2 api nodes, 2 workers, PostgreSQL, Redis, a balancer`,
    '',
    row(
      'triggers',
      number(all.length),
      `in ${number(attempts)} requests; set back: ${setbacksOf(all) || 'none'}`,
    ),
    row('  sent again', number(run.repeated), 'after their answer, with the same key'),
    row('recipients', number(verdict.copies), 'copies, one for each trigger and recipient'),
    row('clients', number(run.clients), `slept ${number(run.slept)} times, read ${number(run.reads)}`),
    row('dead letters', number(verdict.deadLetters), 'each refused by its receiver'),
    row('webhooks again', number(verdict.repeatedPosts), 'under the same key'),
    '',
    row('fault', 'times', 'worst recovery'),
    ...[...byKind(storms)].map(([name, { times, worstMs }]) =>
      row(name, number(times), worstMs === null ? '-' : seconds(worstMs)),
    ),
    row('client asleep', number(run.slept), seconds(waking)),
    '',
    row('lost', number(verdict.lost.length)),
    row('doubled', number(verdict.doubled.length)),
    row('other faults', number(verdict.faults.length)),
    row('worst recovery', seconds(worstRecoveryMs(storms))),
  ].join('\n')
}

const at = (run: Run, instant: number): string => `${((instant - run.startedAt) / 1_000).toFixed(2)} s`

const historyOf = (run: Run, title: string): string[] => {
  const sent = run.sent.get(title)
  if (!sent) return [`"${title}" was never sent`]
  const [first, last] = [sent.attempts[0]?.at ?? 0, (sent.answered?.at ?? Number.POSITIVE_INFINITY) + 10_000]
  return [
    `"${title}" to ${sent.recipients.join(', ')}`,
    ...sent.attempts.map(
      ({ at: when, ms, outcome }) => `  ${at(run, when)}: ${outcome} after ${ms.toFixed(0)} ms`,
    ),
    ...run.storms
      .filter(({ from, to }) => from < last && to > first)
      .map(({ names, from, to }) => `  ${at(run, from)} to ${at(run, to)}: ${names.join(', ')}`),
    `  the server says ${JSON.stringify(run.said.get(title))}`,
  ]
}

/** What went wrong, and what is known of it; empty for a run that went well. */
export const findings = (run: Run): string => {
  const { verdict } = run
  if (isWell(verdict)) return ''
  const titles = new Set([...verdict.lost, ...verdict.doubled].map(({ title }) => title))
  return [
    `FAILED. Again with the same faults: INBOXKIT_SEED=${run.seed} npm run chaos`,
    ...verdict.lost.slice(0, mostShown).map(({ user, title }) => `lost: "${title}" to ${user}`),
    ...verdict.doubled.slice(0, mostShown).map(({ user, title }) => `doubled: "${title}" to ${user}`),
    ...verdict.faults.slice(0, mostShown),
    ...[...titles].slice(0, mostShown).flatMap((title) => historyOf(run, title)),
    'Storms:',
    ...run.storms.map(
      ({ names, from, to, recoveryMs }) =>
        `  ${at(run, from)} to ${at(run, to)}: ${names.join(', ')}; recovered after ` +
        (recoveryMs === null ? 'the next' : seconds(recoveryMs)),
    ),
    ...run.outputs.filter(Boolean).map((output) => `\n${output}`),
  ].join('\n')
}
