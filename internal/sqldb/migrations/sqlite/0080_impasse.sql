-- +goose Up
create table impasse (
  division text not null, case_id integer not null, number text not null, item text not null, unit text not null, reason text not null, cause text not null,
  outcome text not null, said text not null, state text not null, fix text not null, opened integer not null, closed integer not null,
  primary key (division, case_id)
) without rowid;
create index impasse_opened on impasse (division, opened);
create index impasse_like on impasse (division, item, cause);
create table class_fix (
  division text not null, case_id integer not null, number text not null, item text not null, cause text not null, state text not null,
  started_from integer not null, version integer not null, linked integer not null, opened integer not null, closed integer not null,
  primary key (division, case_id)
) without rowid;
create index class_fix_item on class_fix (division, item, state);
create index class_fix_opened on class_fix (division, opened);
-- +goose Down
drop table class_fix;
drop table impasse;
