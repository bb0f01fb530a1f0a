-- +goose Up
create table soil_village (
  division text not null, code text not null, name text not null, lon double precision, lat double precision,
  primary key (division, code)
);
-- id is only for paging and for the boxes; other tables name plots by code
create table soil_parcel (
  id bigint generated always as identity primary key, division text not null, code text not null, use text not null, village text not null, holder text not null, public bigint not null,
  valid_from bigint not null, valid_to bigint not null, origin text not null, area double precision not null,
  west double precision not null, south double precision not null, east double precision not null, north double precision not null, geometry bytea not null,
  unique (division, code)
);
create index soil_parcel_village on soil_parcel (division, village, id);
create index soil_parcel_page on soil_parcel (division, id);
create index soil_parcel_box on soil_parcel using gist (box(point(west, south), point(east, north)));
create table soil_parcel_parent (
  division text not null, code text not null, parent text not null,
  primary key (division, code, parent)
);
create index soil_parcel_parent_back on soil_parcel_parent (division, parent);
create table soil_report (
  division text not null, number text not null, lab text not null, issued bigint not null, method text not null,
  primary key (division, number)
);
create table soil_sample (
  division text not null, report text not null, number text not null, parcel text not null, lon double precision, lat double precision,
  depth_from bigint not null, depth_to bigint not null, taken bigint not null, use text not null, ph double precision not null,
  primary key (division, report, number)
);
create index soil_sample_parcel on soil_sample (division, parcel, taken);
create table soil_value (
  division text not null, report text not null, number text not null, item text not null, mg_per_kg double precision not null, below_limit bigint not null,
  primary key (division, report, number, item)
);
create table soil_verdict (
  division text not null, parcel text not null, valid_from bigint not null, standard text not null, valid_to bigint not null, class text not null, parts bytea not null,
  primary key (division, parcel, valid_from, standard)
);
-- +goose Down
drop table soil_verdict;
drop table soil_value;
drop table soil_sample;
drop table soil_report;
drop table soil_parcel_parent;
drop table soil_parcel;
drop table soil_village;
