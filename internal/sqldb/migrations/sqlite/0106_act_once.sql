-- +goose Up
-- What is done once under a name, on however many nodes: the look of a night, the steps of a draw, the draw and the end of a survey.
create table act_once (
  division text not null, kind text not null, name text not null, seq integer not null,
  primary key (division, kind, name)
) without rowid;
-- +goose Down
drop table act_once;
