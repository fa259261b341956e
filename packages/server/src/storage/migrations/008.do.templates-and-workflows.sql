create table template (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  slug text not null,
  created_at timestamptz not null,
  -- not to be found any more; workflows that are under way still deliver it
  deleted_at timestamptz,
  unique (app_id, slug)
);

-- Every publication is kept: a step may name a version. The highest is the one that counts.
create table template_version (
  template_id bigint not null references template on delete cascade,
  version int not null,
  name text not null,
  channels jsonb not null,
  locales jsonb,
  created_at timestamptz not null,
  primary key (template_id, version)
);

create table workflow (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  identifier text not null,
  created_at timestamptz not null,
  -- no new triggers; runs that are under way go on
  deleted_at timestamptz,
  unique (app_id, identifier)
);

-- A run ends on the version it started with.
create table workflow_version (
  id bigint generated always as identity primary key,
  workflow_id bigint not null references workflow on delete cascade,
  version int not null,
  definition jsonb not null,
  created_at timestamptz not null,
  unique (workflow_id, version)
);
