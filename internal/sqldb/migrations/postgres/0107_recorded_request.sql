-- +goose Up
-- What a case recorded elsewhere shows of itself where its source may be listed: type, department, dates.
create table recorded_request (
  division text not null, case_id bigint not null, source text not null, number text not null, code text not null, name text not null, agency text not null,
  opened bigint not null, updated bigint not null, closed bigint not null, due bigint not null,
  primary key (division, case_id)
);
create index recorded_request_source on recorded_request (division, source, opened, case_id);
-- +goose Down
drop table recorded_request;
