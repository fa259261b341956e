-- What several processes look after is done by one of them at a time: who took the last turn, and when. Not by session
-- locks: those are lost behind a connection pooler.
create table turn (
  name text primary key,
  taken_at timestamptz not null
);
