// Rows that the inputs can speak of: their ids are known to the dictionaries and corpora.
#pragma once

#include <db/dialects/sqlite/connection.hpp>

namespace praetor::fuzz {

// One of each noun; the ids are 00000000-0000-4000-8000-00000000000n.
void add_content(db::sqlite::connection& conn);

} // namespace praetor::fuzz
