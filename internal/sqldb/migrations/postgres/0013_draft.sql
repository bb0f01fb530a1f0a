-- +goose Up
create table draft (
  id bytea not null primary key, saved bigint not null, body bytea not null
);
create index draft_saved on draft (saved);
create table draft_file (
  hash text not null, draft bytea not null, primary key (hash, draft)
);
create index draft_file_draft on draft_file (draft);
-- +goose Down
drop table draft_file; drop table draft;
