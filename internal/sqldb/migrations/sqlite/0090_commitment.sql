-- +goose Up
create table commitment (
  division text not null, id text not null, unit text not null, kind text not null, state text not null, outcome text not null,
  running integer not null, due integer not null, acts integer not null, body blob not null,
  primary key (division, id)
) without rowid;
create index commitment_running on commitment (division, running, due, id);
create index commitment_unit on commitment (division, unit, running, due, id);
-- +goose Down
drop table commitment;
