-- +goose Up
-- Texts that are paged or ordered by compare byte by byte, as SQLite does.
alter table food_sample alter column id type text collate "C";
alter table food_sampling alter column id type text collate "C";
alter table food_coverage alter column link type text collate "C";
alter table food_coverage alter column town type text collate "C";
-- +goose Down
alter table food_sample alter column id type text collate "default";
alter table food_sampling alter column id type text collate "default";
alter table food_coverage alter column link type text collate "default";
alter table food_coverage alter column town type text collate "default";
