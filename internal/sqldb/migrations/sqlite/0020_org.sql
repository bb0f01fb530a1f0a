-- +goose Up
create table organisation (
  division text not null, thing text not null, key text not null, body blob not null, name text not null,
  primary key (division, thing, key)
) without rowid;
-- +goose Down
drop table organisation;
