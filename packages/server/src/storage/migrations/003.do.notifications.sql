create table category (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  identifier text not null,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (app_id, identifier)
);

create sequence notification_id;

-- no = seq at creation and never changes: the primary key is the list index.
-- title is null = deleted and purged, a tombstone.
create table notification (
  user_id bigint not null,
  no bigint not null,
  seq bigint not null,
  id bigint not null default nextval('notification_id'),
  trigger_id bigint not null,
  step smallint not null default 0,
  category_id bigint,
  title text,
  message text,
  icon text,
  url text,
  data jsonb,
  blocks jsonb,
  state text,
  created_at timestamptz not null,
  seen_at timestamptz,
  read_at timestamptz,
  deleted_at timestamptz,
  -- what the user did last to this item, and when; later acts supersede earlier ones that arrive late
  operation_id uuid,
  acted_at timestamptz,
  primary key (user_id, no)
);
create unique index notification_by_id on notification (id);
create unique index notification_once on notification (trigger_id, step, user_id);
create index notification_changed on notification (user_id, seq) where seq > no;
create index notification_deleted on notification (deleted_at) where deleted_at is not null;
create index notification_to_purge on notification (deleted_at) where deleted_at is not null and title is not null;
create index notification_category on notification (user_id, category_id, no) where category_id is not null;

-- Operation ids that took effect, kept 30 days.
create table operation (
  user_id bigint not null,
  id uuid not null,
  at timestamptz not null,
  primary key (user_id, id)
);
create index operation_at on operation (at);
