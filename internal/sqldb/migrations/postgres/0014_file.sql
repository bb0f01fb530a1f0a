-- +goose Up
create table file (
  hash text not null primary key, size bigint not null, put bigint not null
);
create table file_part (
  hash text not null references file (hash) on delete cascade, n integer not null, body bytea not null, primary key (hash, n)
);
alter table file_part alter column body set storage external;
create table file_named (
  hash text not null, division text not null, case_id bigint not null, primary key (hash, division, case_id)
);
create index file_named_case on file_named (division, case_id);
insert into file_named (hash, division, case_id)
  select distinct m[1], p.division, p.case_id
  from private p cross join lateral regexp_matches(convert_from(p.body, 'UTF8'), '"hash":"([0-9a-f]{64})"', 'g') as m;
-- +goose Down
drop table file_named; drop table file_part; drop table file;
