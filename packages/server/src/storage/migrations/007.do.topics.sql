create table topic (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  identifier text not null,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (app_id, identifier)
);
create index topic_page on topic (app_id, id);

-- Who asked to hear of a topic, and over which channels; null = all of them. The key is the order of a send's pages.
create table topic_user (
  topic_id bigint not null references topic on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  channels text[],
  created_at timestamptz not null,
  primary key (topic_id, user_id)
);
create index topic_user_user on topic_user (user_id);

-- The order of the pages of a send to everyone.
create index app_user_page on app_user (app_id, id);
