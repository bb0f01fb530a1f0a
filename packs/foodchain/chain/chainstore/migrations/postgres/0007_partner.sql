-- +goose Up
-- What others say of a business: their records that name it.
create index food_line_partner on food_line (partner, t) where partner <> '';
-- +goose Down
drop index food_line_partner;
