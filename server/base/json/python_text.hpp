// JSON as Python's json.dumps writes it, byte for byte: for hashes that Python computes too, and for bodies that others
// expect.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace praetor::json {

// With sort_keys: ", " and ": " between values, keys sorted by code point, everything beyond ASCII as \uXXXX, numbers
// as repr() shows them (json/encoder.py and float_repr_style "short" of CPython).
std::string python_text(boost::json::value const& value);

// What json.dumps is told beside its defaults.
struct dumps_options
{
    bool sort_keys = false;   // or as they stand
    bool ensure_ascii = true; // or UTF-8
    bool spaces = true;       // ", " and ": ", or "," and ":"
};

std::string python_text(boost::json::value const& value, dumps_options options);

// repr() of a float: 1.0, 1e+16, nan, -inf.
std::string python_text(double value);

} // namespace praetor::json
