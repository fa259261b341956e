-- For people, on preference screens: what a category is about. null = nothing is said.
alter table category add column description text;
