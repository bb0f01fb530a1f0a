-- +goose Up
-- What a case recorded elsewhere shows of itself where its source may be listed: type, department, dates.
create table recorded_request (
  division text not null, case_id integer not null, source text not null, number text not null, code text not null, name text not null, agency text not null,
  opened integer not null, updated integer not null, closed integer not null, due integer not null,
  primary key (division, case_id)
) without rowid;
create index recorded_request_source on recorded_request (division, source, opened, case_id);
-- +goose Down
drop table recorded_request;
