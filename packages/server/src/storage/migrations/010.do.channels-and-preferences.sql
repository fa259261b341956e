-- A customer of the app's own: its users get what is sent for it, in its words and by its defaults.
create table tenant (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  identifier text not null,
  name text not null,
  -- what templates may say of it
  properties jsonb not null default '{}',
  -- what its users have who have not chosen: by category and by channel
  preferences jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (app_id, identifier)
);
create index tenant_page on tenant (app_id, id);

alter table notification
  add column tenant_id bigint,
  -- by which workflow or topic it came; null = it was sent to this user
  add column reason jsonb;
create index notification_tenant on notification (user_id, tenant_id, no) where tenant_id is not null;

-- What a user has chosen for a channel, whatever the category; no row = as the tenant or the app has it.
create table channel_preference (
  user_id bigint not null references app_user on delete cascade,
  channel text not null,
  is_enabled boolean not null,
  updated_at timestamptz not null,
  primary key (user_id, channel)
);
create index channel_preference_off on channel_preference (user_id) where channel = 'inApp' and not is_enabled;

-- When a user does not want to be disturbed, in the user's own time.
create table quiet_hours (
  user_id bigint primary key references app_user on delete cascade,
  -- null = where the profile says that the user lives
  time_zone text,
  -- by day of the week: spans of local time
  schedule jsonb not null,
  is_enabled boolean not null,
  updated_at timestamptz not null
);

-- Where phones and chats of a user are reached, beside the profile's e-mail address and phone number.
create table address (
  user_id bigint not null references app_user on delete cascade,
  channel text not null,
  -- of the address as canonical JSON
  hash bytea not null,
  address jsonb not null,
  created_at timestamptz not null,
  primary key (user_id, channel, hash)
);

-- One message on its way to one address. Everything that is not in-app.
create table delivery (
  id bigint generated always as identity primary key,
  app_id bigint not null,
  trigger_id bigint not null,
  run_id bigint not null,
  -- below 0 = somebody who is no user, by the place in the trigger: -1 is the first
  user_id bigint not null,
  step smallint not null,
  channel text not null,
  address_hash bytea not null,
  -- null = wherever its provider posts by itself
  address jsonb,
  -- what it says, rendered; dropped once it is over, kept while it can be replayed
  content jsonb,
  -- what the sender says to the channel beside it
  options jsonb not null default '{}',
  -- the only provider that is to carry it, by name
  only_provider text,
  category_id bigint,
  is_required boolean not null default false,
  tenant_id bigint,
  -- pending, sent, skipped, cancelled or failed
  state text not null,
  reason text,
  -- how often the provider of the moment was tried, and its place in the order; the attempts themselves
  tries smallint not null default 0,
  provider smallint not null default 0,
  attempts jsonb not null default '[]',
  -- when the sweep is to hand it to the workers (again); null = a job is under way. A worker's lease ends at it too.
  next_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index delivery_once on delivery (run_id, step, channel, address_hash);
create index delivery_due on delivery (next_at) where state = 'pending';
create index delivery_trigger on delivery (trigger_id, id);
create index delivery_app on delivery (app_id, id);
create index delivery_dead on delivery (app_id, id) where state = 'failed';
create index delivery_user on delivery (user_id, id);

-- Keys that the server makes once for itself, sealed: VAPID.
create table server_key (
  name text primary key,
  public_key text not null,
  sealed text not null,
  created_at timestamptz not null
);

-- What is still to be told to the app's own webhooks.
create table status_event (
  id bigint generated always as identity primary key,
  app_id bigint not null,
  event_id uuid not null unique,
  -- whom it is about, who may be deleted; below 0 = nobody who is a user
  user_id bigint not null,
  -- of the webhook, whose secret is looked up when it is called
  url text not null,
  body jsonb not null,
  tries smallint not null default 0,
  -- as a delivery's
  next_at timestamptz,
  -- when it is given up
  until timestamptz not null,
  -- pending, sent or failed
  state text not null,
  answer jsonb,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index status_event_due on status_event (next_at) where state = 'pending';
create index status_event_app on status_event (app_id, id);
create index status_event_user on status_event (user_id);

-- Users are found by these too. As columns and not as expressions of an index: a profile that changes elsewhere leaves
-- the indexes alone. Cut, because whoever writes profiles may write anything, and an index takes only so much.
alter table app_user
  add column email text generated always as (left(lower(profile ->> 'email'), 320)) stored,
  add column phone_number text generated always as (left(profile ->> 'phoneNumber', 32)) stored;
create index app_user_email on app_user (app_id, email, id) where email is not null;
create index app_user_phone_number on app_user (app_id, phone_number, id) where phone_number is not null;

-- What others call a user, such as a handle.
create table user_identity (
  app_id bigint not null references app on delete cascade,
  -- where, in lower case
  kind text not null,
  value text not null,
  user_id bigint not null references app_user on delete cascade,
  primary key (app_id, kind, value)
);
create index user_identity_user on user_identity (user_id);
