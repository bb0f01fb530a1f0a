-- +goose Up
create table access_log (
  division text not null, at bigint not null, n bigint not null, actor text not null, role text not null, unit text not null,
  session text not null, case_id bigint not null, what text not null,
  primary key (division, at, n)
);
create index access_log_case on access_log (division, case_id, at);
create index access_log_actor on access_log (division, actor, at);
-- +goose Down
drop table access_log;
