-- What a user has chosen for what is sent for one tenant; looked at only where something is sent for a tenant.
create table tenant_preference (
  tenant_id bigint not null references tenant on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  -- null = the channel as a whole
  category_id bigint references category on delete cascade,
  channel text not null,
  is_enabled boolean not null,
  updated_at timestamptz not null
);
create unique index tenant_preference_category on tenant_preference (user_id, tenant_id, category_id, channel)
  where category_id is not null;
create unique index tenant_preference_channel on tenant_preference (user_id, tenant_id, channel)
  where category_id is null;
create index tenant_preference_of_category on tenant_preference (category_id) where category_id is not null;
create index tenant_preference_of_tenant on tenant_preference (tenant_id);
-- Whether anybody at all has turned something of a tenant off in the inbox.
create index tenant_preference_off on tenant_preference (tenant_id) where channel = 'inApp' and not is_enabled;
