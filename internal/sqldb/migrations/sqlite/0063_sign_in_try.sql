-- +goose Up
create table sign_in_try (
  hash blob not null primary key, tries real not null, at integer not null
) without rowid;
create index sign_in_try_at on sign_in_try (at);
-- +goose Down
drop table sign_in_try;
