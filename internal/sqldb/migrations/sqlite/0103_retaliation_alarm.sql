-- +goose Up
alter table complaint_desk add column alarm integer not null default 0;
alter table complaint_desk add column alarm_waits integer not null default 0;
create index complaint_desk_alarm on complaint_desk (division, alarm_waits, alarm) where alarm > 0;
-- +goose Down
drop index complaint_desk_alarm;
alter table complaint_desk drop column alarm_waits;
alter table complaint_desk drop column alarm;
