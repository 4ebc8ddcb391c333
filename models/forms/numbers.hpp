// JSON values compared as Python compares them: 1 equals 1.0 and not True.
#pragma once

#include <boost/json/value.hpp>

#include <compare>

namespace praetor::models::schemas {

// As Python's ==, through lists and objects.
bool equal(boost::json::value const& left, boost::json::value const& right);

// An integer beyond 64 bits too (json::is_big_integer).
bool is_number(boost::json::value const& value);

// Both are numbers.
std::partial_ordering compare_numbers(boost::json::value const& left, boost::json::value const& right);

// False too where the divisor is zero.
bool is_multiple(boost::json::value const& number, boost::json::value const& divisor);

// A whole number, whatever its form.
bool is_integer(boost::json::value const& value);

} // namespace praetor::models::schemas
