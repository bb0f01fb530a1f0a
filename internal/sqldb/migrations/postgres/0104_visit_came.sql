-- +goose Up
create index enterprise_visit_came on enterprise_visit (division, came) where came > 0;
-- +goose Down
drop index enterprise_visit_came;
