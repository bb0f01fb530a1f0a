-- +goose Up
create table draft (
  id blob not null primary key, saved integer not null, body blob not null
) without rowid;
create index draft_saved on draft (saved);
create table draft_file (
  hash text not null, draft blob not null, primary key (hash, draft)
) without rowid;
create index draft_file_draft on draft_file (draft);
-- +goose Down
drop table draft_file; drop table draft;
