-- +goose Up
create table sign_in_try (
  hash bytea not null primary key, tries double precision not null, at bigint not null
);
create index sign_in_try_at on sign_in_try (at);
-- +goose Down
drop table sign_in_try;
