-- +goose Up
-- One row for each plot and verdict that asks for measures, written with the act that brought the verdict.
-- case_id is 0 until the case is open.
create table soil_call (
  division text not null, parcel text not null, standard text not null, valid_from integer not null, class text not null, seq integer not null, village text not null, body text not null, case_id integer not null default 0,
  primary key (division, parcel, standard, valid_from, class)
) without rowid;
create index soil_call_waiting on soil_call (division, seq) where case_id = 0;
create table soil_measure (
  division text not null, id integer not null, number text not null, parcel text not null, village text not null, class text not null, state text not null,
  opened integer not null, due integer not null, closed integer not null,
  primary key (division, id)
) without rowid;
create index soil_measure_opened on soil_measure (division, opened, id);
create index soil_measure_parcel on soil_measure (division, parcel);
-- +goose Down
drop table soil_measure;
drop table soil_call;
