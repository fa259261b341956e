-- Of the latest version, where a batch of it lets users choose: {"choices", "choice"}; null = none does.
alter table workflow add column digest jsonb;
create index workflow_digest on workflow (app_id, id) where digest is not null;

-- How often a user wants what a workflow collects.
create table digest_choice (
  workflow_id bigint not null references workflow on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  -- for what is sent for this tenant; 0 = where nothing is said for the tenant
  tenant_id bigint not null default 0,
  -- a span as the workflow writes it
  choice text not null,
  updated_at timestamptz not null,
  primary key (workflow_id, user_id, tenant_id)
);
create index digest_choice_user on digest_choice (user_id);
create index digest_choice_tenant on digest_choice (tenant_id) where tenant_id <> 0;
