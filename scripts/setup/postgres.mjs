import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.mjs'
import { isExecutable } from './browser.mjs'
import { freePort } from './network.mjs'
import { SetupError } from './shell.mjs'

/**
 * A PostgreSQL of our own: private folder, private port, an unprivileged user, gone after `stop`.
 * Where there is none and apt cannot bring one, `DATABASE_URL` is used as it is.
 * @param {readonly string[]} [settings] `name=value`, besides our own
 * @returns {Promise<{ url: string, stop: () => Promise<void> } | undefined>} `undefined` when there is neither
 */
export const providePostgres = async (settings = []) => {
  const bin = findPostgres() ?? ((await aptInstall(['postgresql'])) ? findPostgres() : undefined)
  if (bin) return startPostgres(bin, settings)
  const url = process.env['DATABASE_URL']
  return url ? { url, stop: async () => {} } : undefined
}

/** The folder with `initdb` and `postgres`: Debian's newest, else the one on PATH. */
export const findPostgres = () => {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.find(
    (folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')),
  )
}

/** PostgreSQL refuses to run as root: there it gets the user that Debian made for it. */
const unprivileged = () => {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      /** @param {string} which */
      const id = (which) => Number(execFileSync('id', [which, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // This machine does not know that user; the next one may be there.
    }
  }
  throw new SetupError(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.',
  )
}

/**
 * The shell waits on its input. When this process ends, in whatever way, that pipe closes and the shell stops the
 * database and removes its folder: nothing is left behind even by kill -9. Its arguments: commands, folder, port, settings.
 */
const keeper = `
bin=$1 folder=$2 port=$3 tries=0
shift 3
finish() { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
is_ready() { "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; }
"$bin/initdb" -D "$folder/data" -U inboxkit -A trust -E UTF8 --locale C --no-sync >"$folder/log" 2>&1 || finish
"$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=300 \
  -c shared_buffers=256MB -c max_wal_size=4GB "$@" >>"$folder/log" 2>&1 </dev/null &
server=$!
until is_ready; do
  kill -0 $server 2>/dev/null || finish
  tries=$((tries + 1)); [ $tries -lt 300 ] || finish
  sleep 0.1
done
echo ready
read -r _
kill -INT $server; wait $server
rm -rf "$folder"
`

/** @param {string} bin @param {readonly string[]} settings */
const startPostgres = async (bin, settings) => {
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'inboxkit-pg-'))
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const port = await freePort()
  const more = settings.flatMap((setting) => ['-c', setting])
  const shell = spawn('/bin/sh', ['-c', keeper, 'keeper', bin, folder, String(port), ...more], {
    ...owner,
    cwd: folder,
    // Its own process group: Ctrl-C ends the tests first, and the database after them.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  const isReady = await Promise.race([
    new Promise((resolve) => shell.stdout.once('data', () => resolve(true))),
    ended.then(() => false),
  ])
  if (!isReady) throw new SetupError('PostgreSQL did not start; see above.')
  return {
    url: `postgres://inboxkit@127.0.0.1:${port}/postgres`,
    stop: async () => {
      shell.stdin.end()
      await ended
    },
  }
}
