-- +goose Up
create table watch_month (
  division text not null, month bigint not null, case_id bigint not null, opened bigint not null,
  primary key (division, month)
);
create index watch_month_case on watch_month (division, case_id);
-- +goose Down
drop table watch_month;
