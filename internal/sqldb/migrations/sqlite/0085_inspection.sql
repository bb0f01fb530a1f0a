-- +goose Up
create table inspection_visit (
  division text not null, case_id integer not null, number text not null, round text not null, unit text not null, day integer not null, state text not null,
  findings integer not null, covert integer not null, shown integer not null,
  primary key (division, case_id)
) without rowid;
create index inspection_visit_day on inspection_visit (division, day, case_id);
create index inspection_visit_round on inspection_visit (division, round, case_id);
create index inspection_visit_unit on inspection_visit (division, unit, day, case_id);
create table inspection_finding (
  division text not null, case_id integer not null, place integer not null, rule text not null, unit text not null, day integer not null, shown integer not null,
  primary key (division, case_id, place)
) without rowid;
create index inspection_finding_day on inspection_finding (division, day, unit, rule);
-- +goose Down
drop table inspection_finding;
drop table inspection_visit;
