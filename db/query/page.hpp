// Pages of a table, cut before anything is joined to them.
#pragma once

#include <db/dialect.hpp>
#include <db/sql.hpp>

#include <cstdint>
#include <string_view>

namespace praetor::db::query {

// What stands after FROM in place of `table`, under its name: those of its rows that meet `condition`, from `offset` on in
// `order`, `limit` of them. Both may name columns of `table` alone. It keeps no order: the statement has to repeat it.
// Cutting the page first keeps both databases from joining and sorting whole rows of which most are then left out.
sql page_of(dialect kind, std::string_view table, sql const& condition, std::string_view order, std::int64_t limit,
            std::int64_t offset);

// The same for SQLite with a query of its own for the page; it gives rowids of `table` as column "place".
sql page_at(std::string_view table, sql const& places);

} // namespace praetor::db::query
