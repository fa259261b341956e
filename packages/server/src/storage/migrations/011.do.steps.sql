alter table trigger
  -- when the sweep is to hand it to the workers; null = somebody has, or nobody needs to
  add column wake_at timestamptz;
create index trigger_due on trigger (wake_at) where wake_at is not null;

alter table run
  -- what its steps found out: by step id
  add column vars jsonb,
  -- what was decided on the way and why: [step, what, reason, at], in order
  add column trail jsonb,
  add column tenant_id bigint,
  -- the batch it waits in, or goes on with
  add column bucket_id bigint,
  -- the event it waits for, beside its time-out
  add column wait_event text;
create index run_bucket on run (bucket_id, id) where bucket_id is not null;
create index run_event on run (wait_event, user_id, id) where wait_event is not null;

-- What a batch collects in: runs of one user that are at one step, with one key. It is open until its time comes.
create table bucket (
  id bigint generated always as identity primary key,
  workflow_version_id bigint not null,
  step smallint not null,
  user_id bigint not null,
  tenant_id bigint not null default 0,
  key text not null,
  count int not null,
  opened_at timestamptz not null,
  -- when it closes, and the latest time that a sliding one may
  closes_at timestamptz not null,
  latest_at timestamptz not null,
  is_open boolean not null default true
);
create unique index bucket_once on bucket (workflow_version_id, step, user_id, tenant_id, key) where is_open;
create index bucket_due on bucket (closes_at) where is_open;
create index bucket_closed on bucket (closes_at) where not is_open;

-- How often a throttle was asked since its window began, which is when it first let somebody through.
create table throttle (
  workflow_id bigint not null,
  step smallint not null,
  user_id bigint not null,
  tenant_id bigint not null default 0,
  key text not null,
  since timestamptz not null,
  until timestamptz not null,
  count int not null,
  primary key (workflow_id, step, user_id, tenant_id, key)
);
create index throttle_until on throttle (until);

-- What the customer tells of, kept 7 days. user_id is null: it is about nobody in particular.
create table event (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  name text not null,
  user_id bigint references app_user on delete cascade,
  data jsonb,
  at timestamptz not null
);
create index event_name on event (app_id, name, user_id, at, id);
create index event_user on event (user_id) where user_id is not null;
create index event_at on event (at);
