-- +goose Up
-- The plots that name a parcel of the soil archive.
create index food_place_parcel on food_place (division, parcel, gln, ext) where parcel <> '';
-- +goose Down
drop index food_place_parcel;
