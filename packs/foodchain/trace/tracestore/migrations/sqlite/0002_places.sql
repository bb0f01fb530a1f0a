-- +goose Up
-- What is asked of one place costs its events, not the archive.
create index trace_event_location on trace_event (location, id) where location <> 0;
create index trace_event_read_point on trace_event (read_point, id) where read_point <> 0;
-- +goose Down
drop index trace_event_location;
drop index trace_event_read_point;
