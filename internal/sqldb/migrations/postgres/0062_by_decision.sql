-- +goose Up
create index cases_decided on cases (division, decided) where decided > 0;
create index cases_unit_decided on cases (division, unit, decided) where decided > 0;
create index cases_deemed_accepted on cases (division, accepted) where deemed = 1;
-- +goose Down
drop index cases_deemed_accepted; drop index cases_unit_decided; drop index cases_decided;
