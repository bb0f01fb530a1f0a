-- +goose Up
create table watch_month (
  division text not null, month integer not null, case_id integer not null, opened integer not null,
  primary key (division, month)
) without rowid;
create index watch_month_case on watch_month (division, case_id);
-- +goose Down
drop table watch_month;
