-- +goose Up
-- A certificate that no case issued (case 0) is one by its identifier alone.
drop index certificate_once;
create unique index certificate_once on certificate (division, case_id, type, version) where case_id <> 0;
create index certificate_case on certificate (division, case_id, version);
-- +goose Down
drop index certificate_case;
drop index certificate_once;
create unique index certificate_once on certificate (division, case_id, type, version);
