-- +goose Up
create table file_named (
  hash text not null, division text not null, case_id integer not null, primary key (hash, division, case_id)
) without rowid;
create index file_named_case on file_named (division, case_id);
insert into file_named (hash, division, case_id)
  select distinct json_extract(f.value, '$.hash'), p.division, p.case_id
  from private p, json_each(cast(p.body as text), '$.files') f
  where json_extract(f.value, '$.hash') is not null;
-- +goose Down
drop table file_named;
