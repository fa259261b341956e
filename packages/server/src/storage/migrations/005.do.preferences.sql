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
  -- By category first: it serves the lookup of one choice, whatever the planner thought of the table when it was empty.
  primary key (category_id, user_id, channel)
);
create index preference_user on preference (user_id);
-- Whether anybody at all has turned a category off in the inbox.
create index preference_off on preference (category_id) where channel = 'inApp' and not is_enabled;
