// Whole tables, to compare databases by.
#pragma once

#include <db/bulk/session.hpp>

#include <map>
#include <set>
#include <string>

namespace praetor::tests {

// Every row of every declared table as text that is the same on both dialects: JSON with its keys in order.
std::map<std::string, std::multiset<std::string>> content_of(db::options const& where);

// Brings the database to the head.
void migrate(db::options const& where);

} // namespace praetor::tests
