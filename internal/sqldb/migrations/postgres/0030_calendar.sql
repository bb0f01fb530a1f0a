-- +goose Up
create table calendar_notice (
  division text not null, seq bigint not null, year bigint not null, body bytea not null,
  primary key (division, seq)
);
-- +goose Down
drop table calendar_notice;
