-- +goose Up
create virtual table case_search using fts5(tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
-- +goose Down
drop table case_search;
