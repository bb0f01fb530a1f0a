-- +goose Up
create table inspection_programme (
  division text not null, unit text not null, year integer not null, version integer not null, most integer not null, body blob not null,
  primary key (division, unit, year, version)
) without rowid;
create table enterprise_visit (
  division text not null, case_id integer not null, number text not null, state text not null, unit text not null, firm text not null, year integer not null, day integer not null, made integer not null,
  reason text not null, ordinal integer not null, came integer not null, finding text not null, joined text not null, stars integer not null, minutes integer not null,
  primary key (division, case_id)
) without rowid;
create unique index enterprise_visit_place on enterprise_visit (division, unit, firm, year, ordinal) where ordinal > 0;
create index enterprise_visit_firm on enterprise_visit (division, firm, day);
create index enterprise_visit_year on enterprise_visit (division, year, day);
-- +goose Down
drop table enterprise_visit;
drop table inspection_programme;
