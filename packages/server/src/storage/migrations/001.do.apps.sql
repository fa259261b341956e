-- An app owns keys, users and workflows. Secrets are HMAC keys of the wire's schemes, so they are kept, sealed.
create table app (
  id bigint generated always as identity primary key,
  name text not null,
  api_key text not null unique,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

create table app_secret (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  sealed text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index app_secret_app on app_secret (app_id);

-- Public keys that user tokens are checked with; several live at once.
create table signing_key (
  id bigint generated always as identity primary key,
  app_id bigint not null references app on delete cascade,
  kid text,
  public_key text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index signing_key_app on signing_key (app_id);
