-- +goose Up
create table soil_village (
  division text not null, code text not null, name text not null, lon real, lat real,
  primary key (division, code)
) without rowid;
-- id is only for paging and for the boxes; other tables name plots by code
create table soil_parcel (
  id integer primary key, division text not null, code text not null, use text not null, village text not null, holder text not null, public integer not null,
  valid_from integer not null, valid_to integer not null, origin text not null, area real not null,
  west real not null, south real not null, east real not null, north real not null, geometry blob not null,
  unique (division, code)
);
create index soil_parcel_village on soil_parcel (division, village, id);
create index soil_parcel_page on soil_parcel (division, id);
create virtual table soil_parcel_box using rtree (id, west, east, south, north);
create table soil_parcel_parent (
  division text not null, code text not null, parent text not null,
  primary key (division, code, parent)
) without rowid;
create index soil_parcel_parent_back on soil_parcel_parent (division, parent);
create table soil_report (
  division text not null, number text not null, lab text not null, issued integer not null, method text not null,
  primary key (division, number)
) without rowid;
create table soil_sample (
  division text not null, report text not null, number text not null, parcel text not null, lon real, lat real,
  depth_from integer not null, depth_to integer not null, taken integer not null, use text not null, ph real not null,
  primary key (division, report, number)
) without rowid;
create index soil_sample_parcel on soil_sample (division, parcel, taken);
create table soil_value (
  division text not null, report text not null, number text not null, item text not null, mg_per_kg real not null, below_limit integer not null,
  primary key (division, report, number, item)
) without rowid;
create table soil_verdict (
  division text not null, parcel text not null, valid_from integer not null, standard text not null, valid_to integer not null, class text not null, parts blob not null,
  primary key (division, parcel, valid_from, standard)
) without rowid;
-- +goose Down
drop table soil_verdict;
drop table soil_value;
drop table soil_sample;
drop table soil_report;
drop table soil_parcel_parent;
drop table soil_parcel_box;
drop table soil_parcel;
drop table soil_village;
