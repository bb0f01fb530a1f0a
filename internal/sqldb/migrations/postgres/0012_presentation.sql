-- +goose Up
create table presentation (
  division text not null, certificate text not null, token text not null, shown bigint not null, until bigint not null, body bytea not null,
  primary key (division, certificate, token)
);
create index presentation_shown on presentation (division, certificate, shown);
create table status_list (
  division text not null primary key, sequence bigint not null, changed bigint not null
);
insert into status_list (division, sequence, changed)
  select c.division, count(*), coalesce((select max(h.recorded) from head h where h.division = c.division), 0)
  from certificate c where c.status <> 'valid' group by c.division;
-- +goose Down
drop table status_list; drop table presentation;
