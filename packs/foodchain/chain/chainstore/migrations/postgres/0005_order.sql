-- +goose Up
-- Texts that are paged or ordered by compare byte by byte, as SQLite does.
alter table food_lot alter column key type text collate "C";
alter table food_product alter column name type text collate "C";
alter table food_place alter column ext type text collate "C";
-- The plots that name a parcel of the soil archive.
create index food_place_parcel on food_place (division, parcel, gln, ext) where parcel <> '';
-- +goose Down
drop index food_place_parcel;
alter table food_lot alter column key type text collate "default";
alter table food_product alter column name type text collate "default";
alter table food_place alter column ext type text collate "default";
