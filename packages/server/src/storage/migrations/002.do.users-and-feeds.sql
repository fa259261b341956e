create table app_user (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  identifier text not null,
  profile jsonb not null default '{}',
  -- when the profile was last written, in the order in which its writers were accepted
  profile_at timestamptz not null,
  created_at timestamptz not null,
  unique (app_id, identifier)
);

-- Who was deleted, and when: what was sent to them before must not bring them back. Their names are not kept.
create table removed_user (
  app_id bigint not null references app on delete cascade,
  identifier_hash bytea not null,
  at timestamptz not null,
  primary key (app_id, identifier_hash)
);
create index removed_user_at on removed_user (at);

-- One row per user, made with the user: the lock, the position and the counts of that user's feed.
-- A notification is seen when seq <= seen_all, read when seq <= read_all, gone when its place <= cleared and it is
-- neither archived nor snoozed.
create table feed (
  user_id bigint primary key references app_user on delete cascade,
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  unseen int not null default 0,
  unread int not null default 0,
  total int not null default 0,
  seen_all bigint not null default 0,
  seen_all_at timestamptz,
  read_all bigint not null default 0,
  read_all_at timestamptz,
  cleared bigint not null default 0,
  cleared_at timestamptz,
  -- everything up to here is gone from the table as well
  swept bigint not null default 0,
  -- the operation that moved a watermark last
  marks_operation_id uuid,
  -- highest seq whose tombstone was purged: no changes can be told from below it
  floor_seq bigint not null default 0
) with (fillfactor = 70);
create index feed_to_sweep on feed (cleared_at) where cleared > swept;
