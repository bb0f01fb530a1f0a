-- +goose Up
-- Texts that are paged or ordered by compare byte by byte, as SQLite does.
alter table food_scan alter column key type text collate "C";
alter table food_scan_sum alter column key type text collate "C";
alter table food_scan_dismissal alter column key type text collate "C";
-- +goose Down
alter table food_scan alter column key type text collate "default";
alter table food_scan_sum alter column key type text collate "default";
alter table food_scan_dismissal alter column key type text collate "default";
