// JSON as Python's json.dumps(…, sort_keys=True) writes it, byte for byte: for hashes that Python computes too.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace praetor::json {

// ", " and ": " between values, keys sorted by code point, everything beyond ASCII as \uXXXX, numbers as repr() shows
// them (json/encoder.py and float_repr_style "short" of CPython).
std::string python_text(boost::json::value const& value);

// repr() of a float: 1.0, 1e+16, nan, -inf.
std::string python_text(double value);

} // namespace praetor::json
