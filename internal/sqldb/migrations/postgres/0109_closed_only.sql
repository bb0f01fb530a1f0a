-- +goose Up
-- With open cases in it, statistics made this index win over those that lists of open cases are ordered by.
drop index cases_closed;
create index cases_closed on cases (division, closed) where closed > 0;
-- Of a unit the newest: the older index sorted all of its cases.
create index cases_unit_opened on cases (division, unit, opened);
-- +goose Down
drop index cases_unit_opened;
drop index cases_closed;
create index cases_closed on cases (division, closed);
