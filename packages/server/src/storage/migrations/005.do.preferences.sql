alter table category
  -- required: opting out of it has no effect and is refused
  add column is_required boolean not null default false,
  add column hide_in_app boolean not null default false,
  add column hide_in_preferences boolean not null default false;

-- What a user has chosen; no row = on.
create table preference (
  user_id bigint not null references app_user on delete cascade,
  category_id bigint not null references category on delete cascade,
  channel text not null,
  is_enabled boolean not null,
  updated_at timestamptz not null,
  primary key (user_id, category_id, channel)
);
-- Also whether anybody at all has turned a channel off.
create index preference_category on preference (category_id, channel, is_enabled);
