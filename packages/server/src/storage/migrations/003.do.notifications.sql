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

-- no = seq at creation: the primary key is the list index. Once a notification is archived or snoozed, its no stands
-- there with a minus for good, so that the plain feed's walk does not meet it; from then on it is listed by place.
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
  archived_at timestamptz,
  snoozed_until timestamptz,
  -- of what was archived or snoozed once: where it was in the feed, or the seq at which it came back on top
  place bigint,
  pinned_at timestamptz,
  expires_at timestamptz,
  tags text[],
  primary key (user_id, no)
);
create unique index notification_by_id on notification (id);
create unique index notification_once on notification (trigger_id, step, user_id);
create index notification_changed on notification (user_id, seq) where seq > no;
create index notification_deleted on notification (deleted_at) where deleted_at is not null;
create index notification_to_purge on notification (deleted_at) where deleted_at is not null and title is not null;
create index notification_category on notification (user_id, category_id, no) where category_id is not null;

-- Few notifications have one of these: none costs the others anything.
create index notification_back on notification (user_id, place)
  where place is not null and archived_at is null and snoozed_until is null;
create index notification_archived on notification (user_id, place) where archived_at is not null;
create index notification_snoozed on notification (user_id, place) where snoozed_until is not null;
create index notification_pinned on notification (user_id) where pinned_at is not null;
create index notification_tagged on notification (user_id, no) where tags is not null;
create index notification_archived_unread on notification (user_id, seq)
  where archived_at is not null and read_at is null;
create index notification_waking on notification (snoozed_until)
  where snoozed_until is not null and deleted_at is null;
create index notification_expiring on notification (expires_at) where expires_at is not null and deleted_at is null;

-- Operation ids that took effect, kept 30 days.
create table operation (
  user_id bigint not null,
  id uuid not null,
  at timestamptz not null,
  -- what is needed to take an act on all back; null = it was another act
  undo jsonb,
  primary key (user_id, id)
);
create index operation_at on operation (at);
