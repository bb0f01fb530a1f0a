-- +goose Up
create table accountability_file (
  division text not null, case_id bigint not null, number text not null, officer text not null, unit text not null, state text not null, source text not null,
  cause text not null, ending text not null, measure text not null, lifted bigint not null, opened bigint not null, ongoing bigint not null,
  primary key (division, case_id)
);
create index accountability_opened on accountability_file (division, opened, case_id);
create index accountability_officer on accountability_file (division, officer, opened, case_id);
create index accountability_unit on accountability_file (division, unit, opened);
-- +goose Down
drop table accountability_file;
