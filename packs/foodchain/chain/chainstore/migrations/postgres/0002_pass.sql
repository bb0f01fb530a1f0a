-- +goose Up
create table food_pass (division text not null, lot text not null, id text not null, business text not null, issued bigint not null, primary key (division, lot, id));
-- +goose Down
drop table food_pass;
