// JSON text as a value, with what Boost.JSON's own parse() would lose or refuse: deep values, NaN, digits. The program
// parses every text with it, its own too.
#pragma once

#include <boost/json/parse_options.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string_view>

namespace praetor::json {

// What of JSON is taken, for whoever reads such a text without a value.
inline constexpr boost::json::parse_options accepted{
    .max_depth = 900, .numbers = boost::json::number_precision::precise, .allow_infinity_and_nan = true};

// Takes what Python's json.loads takes, NaN and Infinity too, 900 levels deep at most; but no half of a character
// ("\ud800"). An integer beyond 64 bits is kept whole: is_big_integer() knows it, serialize() writes it. Null where
// `failed` is set.
boost::json::value parse(std::string_view text, boost::system::error_code& failed,
                         boost::json::storage_ptr memory = {});

// The same for a text that a client sent. Its value takes up to thirty times as much memory as its text ("[0,0,0,…"):
// one that would take more than about `left` bytes is given up on with boost::json::error::array_too_large. What it
// takes is taken off `left`.
boost::json::value parse_within(std::size_t& left, std::string_view text, boost::system::error_code& failed);

// Null where `text` is no JSON.
boost::json::value parse(std::string_view text);

// Such an integer stands in a value as a string whose first byte no text can hold.
inline constexpr char big_integer_mark = '\xff';

// Whether a parsed string is the integer that parse() kept.
inline bool is_big_integer(boost::json::string const& text)
{
    return !text.empty() && text[0] == big_integer_mark;
}

// Its digits, with a sign where it is negative; empty for any other value.
inline std::string_view big_integer(boost::json::value const& from)
{
    auto const* text = from.if_string();
    if (text == nullptr || !is_big_integer(*text))
        return {};
    return std::string_view{*text}.substr(1);
}

// The text of a string; null for any other value, big integers too.
inline boost::json::string const* if_text(boost::json::value const& from)
{
    auto const* text = from.if_string();
    return text != nullptr && !is_big_integer(*text) ? text : nullptr;
}

} // namespace praetor::json
