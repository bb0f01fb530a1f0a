-- +goose Up
create table fee (
  division text not null, id text not null, version integer not null, unit text not null, valid_from integer not null, valid_until integer not null, digest text not null, body blob not null,
  primary key (division, id, version)
) without rowid;
-- +goose Down
drop table fee;
