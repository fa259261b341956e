-- A request to notify, on disk before it is answered.
create table trigger (
  id bigint generated always as identity primary key,
  app_id bigint not null,
  request_id uuid not null unique,
  content jsonb not null,
  recipients jsonb not null,
  accepted_at timestamptz not null,
  expanded_at timestamptz
);

-- Why a recipient did not get a step; those who got it have the notification.
create table outcome (
  trigger_id bigint not null,
  step smallint not null,
  recipient text not null,
  reason text not null,
  at timestamptz not null,
  channel text not null default 'inApp',
  primary key (trigger_id, step, recipient, channel)
);

-- Answers to writes that named an Idempotency-Key, kept 24 h.
create table idempotency_key (
  app_id bigint not null,
  principal text not null,
  method text not null,
  path text not null,
  key text not null,
  body_hash text not null,
  status smallint not null,
  -- repeated to the letter
  answer json not null,
  created_at timestamptz not null,
  primary key (app_id, key, path, method, principal)
);
create index idempotency_key_created on idempotency_key (created_at);
