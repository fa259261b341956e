import type { PGlite } from '@electric-sql/pglite'
import { engineSchema } from '../engine/boss-options.js'
import { prepare } from '../engine/prepare.js'
import type { Db } from '../storage/db.js'
import { openPglite, startPglite } from '../storage/pglite.js'
import { readSeed } from '../storage/seed.js'
import { sessionSettings } from '../storage/session-settings.js'

/** Migrated, and used by nobody: starting one takes most of a second, emptying one a fiftieth. */
const idle: PGlite[] = []

/** As new: no tables of a test's own, no rows, no jobs, numbers from 1, a session without a past. */
const emptying = [
  'rollback',
  'discard all',
  sessionSettings,
  `do $$ begin
    execute (
      select coalesce('drop table ' || string_agg(quote_ident(tablename), ', ') || ' cascade', 'select 1')
      from pg_tables where schemaname = 'public' and tablename not in (select name from migrated.tables)
    );
    execute (
      select coalesce('truncate ' || string_agg(oid::regclass::text, ', ') || ' restart identity cascade', 'select 1')
      from pg_class
      where relnamespace in ('public'::regnamespace, '${engineSchema}'::regnamespace) and relkind = 'r'
        and relname <> 'inboxkit_schema' and pg_relation_size(oid) > 0
    );
  end $$;
  insert into ${engineSchema}.version table migrated.version;
  select setval(sequencename::regclass, start_value, false) from pg_sequences where schemaname = 'public'`,
]

/** Which tables are those of the migrations, and what the engine has noted of its own. */
const note = `
  create schema migrated;
  create table migrated.tables as select tablename as name from pg_tables where schemaname = 'public';
  create table migrated.version as table ${engineSchema}.version`

/** One user's hold on a PGlite: whoever still has it afterwards finds it closed, as if it were. */
const hold = (pglite: PGlite): PGlite => {
  let isClosed = false
  return new Proxy(pglite, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'close')
        return async () => {
          isClosed = true
        }
      if (name === 'closed') return isClosed
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        if (isClosed) throw new Error('PGlite is closed')
        return value.apply(target, given)
      }
    },
  })
}

/** A migrated database in memory, on an engine that the files of a worker use one after the other. */
export const openSharedPglite = async (onError: (error: unknown) => void): Promise<Db> => {
  const used = idle.pop()
  const pglite = used ?? (await startPglite(await readSeed()))
  if (used) for (const script of emptying) await used.exec(script)
  const db = openPglite(hold(pglite), {
    onError,
    random: Math.random,
    onClose: async () => {
      idle.push(pglite)
    },
  })
  if (!used) {
    await prepare(db)
    await pglite.exec(note)
  }
  return db
}
