// Ids and numbers that a statement is given as one argument.
#pragma once

#include <db/grammar.hpp>

#include <string>
#include <string_view>

namespace praetor::db {

// "(SELECT … FROM …)": the ids of a JSON array of texts, which is the argument `parameter`, "$1"; for IN and NOT IN.
// The text is the same however many there are, as is_any_of()'s (membership.hpp) is not.
std::string given_ids(grammar const& of, std::string_view parameter);
// The same of a JSON array of integers.
std::string given_numbers(grammar const& of, std::string_view parameter);

} // namespace praetor::db
