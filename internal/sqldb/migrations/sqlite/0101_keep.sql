-- +goose Up
-- The last day (count of days) on which what is private in a case is kept; 0: none was set, or it is erased.
alter table cases add column keep integer not null default 0;
create index cases_keep on cases (division, keep, id) where keep > 0;
-- +goose Down
drop index cases_keep;
alter table cases drop column keep;
