-- What its user answered to one of its blocks: {"block", "value"}; null = nothing.
alter table notification add column answer jsonb;
