-- +goose Up
create table calendar_notice (
  division text not null, seq integer not null, year integer not null, body blob not null,
  primary key (division, seq)
) without rowid;
-- +goose Down
drop table calendar_notice;
