-- +goose Up
create table accountability_file (
  division text not null, case_id integer not null, number text not null, officer text not null, unit text not null, state text not null, source text not null,
  cause text not null, ending text not null, measure text not null, lifted integer not null, opened integer not null, ongoing integer not null,
  primary key (division, case_id)
) without rowid;
create index accountability_opened on accountability_file (division, opened, case_id);
create index accountability_officer on accountability_file (division, officer, opened, case_id);
create index accountability_unit on accountability_file (division, unit, opened);
-- +goose Down
drop table accountability_file;
