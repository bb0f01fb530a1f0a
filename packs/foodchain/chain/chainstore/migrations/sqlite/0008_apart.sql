-- +goose Up
-- Goods that businesses set apart themselves are listed; few claims are about that.
create index food_lot_hold on food_lot (event) where hold = 1;
-- +goose Down
drop index food_lot_hold;
