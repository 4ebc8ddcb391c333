// A limit by bytes beside that by rows.
#pragma once

#include <db/sql.hpp>

#include <cstdint>
#include <string_view>

namespace praetor::db {

// The rows of the query `sized` that come first in `order` and are about as long as `max_bytes` together, by its
// column "size"; the first one whatever its length. What stands after FROM, under the name `as`.
sql first_within(sql const& sized, std::string_view order, std::int64_t max_bytes, std::string_view as);

} // namespace praetor::db
