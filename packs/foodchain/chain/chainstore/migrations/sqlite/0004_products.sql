-- +goose Up
-- Since when a product is not offered for new lots, 0: it is; and what became of products, with why.
alter table food_product add column retired integer not null default 0;
create table food_product_change (
  division text not null, act integer not null, business text not null, gtin text not null, name text not null, what text not null, why text not null, channel text not null, t integer not null,
  primary key (division, act)
) without rowid;
create index food_product_change_of on food_product_change (division, business, t, act);
-- +goose Down
drop table food_product_change;
alter table food_product drop column retired;
