-- +goose Up
create table fine_rule (
  division text not null, id text not null, version integer not null, unit text not null, body bytea not null,
  primary key (division, id, version)
);
create table fine (
  division text not null, unit text not null, number text not null, day integer not null, firm text not null, rule text not null, body bytea not null,
  primary key (division, unit, number)
);
create index fine_day on fine (division, day);
-- +goose Down
drop table fine;
drop table fine_rule;
