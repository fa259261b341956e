alter table trigger
  -- topics and everyone; null = only the recipients named
  add column audience jsonb,
  -- the last user whose page is done, for sends of more than one page
  add column cursor bigint,
  add column start_at timestamptz,
  add column workflow_version_id bigint references workflow_version,
  add column cancellation_key text,
  -- what became of the recipients of a send to an audience; of others there are few enough to count
  add column delivered int not null default 0,
  add column skipped int not null default 0,
  add column cancelled int not null default 0,
  add column failed int not null default 0;
create index trigger_activity on trigger (app_id, id);
create index trigger_cancellable on trigger (app_id, cancellation_key) where cancellation_key is not null;

-- Who is not to get a trigger any more; recipient '' = nobody is.
create table cancellation (
  trigger_id bigint not null,
  recipient text not null,
  at timestamptz not null,
  primary key (trigger_id, recipient)
);

-- One workflow going on for one user. No foreign keys: rows come by the thousand, and removing a user removes its runs.
create table run (
  id bigint generated always as identity primary key,
  trigger_id bigint not null,
  -- below 0 = somebody who is no user, by the place in the trigger: -1 is the first
  user_id bigint not null,
  -- null = the trigger brings its steps along
  workflow_version_id bigint,
  -- the next step to perform, by its place in the definition
  step smallint not null default 0,
  -- ready, waiting, collecting, fetching, done, cancelled or failed
  state text not null,
  wake_at timestamptz,
  -- those that the trigger and the topic leave; null = all
  channels text[],
  reason text,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index run_once on run (trigger_id, user_id);
create index run_due on run (wake_at) where state = 'waiting';
-- What is still to happen of a trigger, or did not; done ones are many, and known by what they delivered.
create index run_open on run (trigger_id, state, user_id) where state <> 'done';
create index run_user on run (user_id, state, id);

-- A user's outcomes, newest first.
create index outcome_recipient on outcome (recipient, at, trigger_id, step);
