-- +goose Up
create index enterprise_visit_unit on enterprise_visit (division, unit, year, day, case_id);
-- +goose Down
drop index enterprise_visit_unit;
