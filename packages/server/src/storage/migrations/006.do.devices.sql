-- Browsers and phones that a user connected with. An id belongs to whoever connected with it last.
create table device (
  app_id bigint not null references app on delete cascade,
  id text not null,
  user_id bigint not null references app_user on delete cascade,
  device_type text,
  browser_type text,
  -- the PushSubscription as the browser gave it
  web_push jsonb,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (app_id, id)
);
create index device_user on device (user_id);
