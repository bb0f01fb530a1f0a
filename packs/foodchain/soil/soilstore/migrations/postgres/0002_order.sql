-- +goose Up
-- Texts that are paged or ordered by compare byte by byte, as SQLite does.
alter table soil_report alter column number type text collate "C";
alter table soil_sample alter column report type text collate "C";
alter table soil_sample alter column number type text collate "C";
alter table soil_value alter column report type text collate "C";
alter table soil_value alter column number type text collate "C";
-- +goose Down
alter table soil_report alter column number type text collate "default";
alter table soil_sample alter column report type text collate "default";
alter table soil_sample alter column number type text collate "default";
alter table soil_value alter column report type text collate "default";
alter table soil_value alter column number type text collate "default";
