-- +goose Up
-- Texts that are paged or ordered by compare byte by byte, as SQLite does.
alter table food_query alter column id type text collate "C";
alter table food_query alter column name type text collate "C";
alter table food_subscription alter column id type text collate "C";
alter table food_subscription alter column query type text collate "C";
-- +goose Down
alter table food_query alter column id type text collate "default";
alter table food_query alter column name type text collate "default";
alter table food_subscription alter column id type text collate "default";
alter table food_subscription alter column query type text collate "default";
