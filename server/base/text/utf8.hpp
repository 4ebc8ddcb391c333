// UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace praetor {

// Well-formed, and without surrogates. Any thread.
bool is_utf8(std::string_view text);

// Bytes that continue a code point; each other byte begins one.
constexpr bool continues_code_point(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// How many code points there are in UTF-8 text: what Python and pydantic count.
std::size_t code_points(std::string_view text);

// The first `count` of them, all of the text where it has no more.
std::string_view first_code_points(std::string_view text, std::size_t count);

// Takes one code point off the front of `rest`, which is not empty. A byte that begins none is taken as it is.
char32_t take_code_point(std::string_view& rest);

} // namespace praetor
