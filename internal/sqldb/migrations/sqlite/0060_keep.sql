-- +goose Up
create index delivery_ended on delivery (division, ended) where ended > 0;
create index delivery_dead on delivery (division) where state = 'dead';
-- +goose Down
drop index delivery_dead; drop index delivery_ended;
