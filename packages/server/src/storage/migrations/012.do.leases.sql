-- Whether `next_at` is the end of a worker's lease, and not a time that is waited for.
alter table delivery add column is_leased boolean not null default false;
alter table status_event add column is_leased boolean not null default false;
