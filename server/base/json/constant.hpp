// A member that can only be one word, as the `type` that tells models of a union apart.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/schema.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace praetor::json {

template <std::size_t Size>
struct constant_text
{
    char text[Size]{};

    consteval constant_text(char const (&from)[Size]) { std::ranges::copy(from, text); }
    constexpr std::string_view view() const noexcept { return {text, Size - 1}; }
};

// constant<"event">: pydantic's Literal["event"].
template <constant_text Word>
struct constant
{
    static constexpr std::string_view word = Word.view();
};

template <constant_text Word>
struct codec<constant<Word>>
{
    static void write(std::string& out, constant<Word> const&) { write_string(out, Word.view()); }
    static bool read(constant<Word>&, boost::json::value const& from, problems& found)
    {
        if (auto const* text = if_text(from); text != nullptr && std::string_view{*text} == Word.view())
            return true;
        refuse_enum({Word.view()}, from, true, found);
        return false;
    }
};

template <constant_text Word>
struct schema<constant<Word>>
{
    static boost::json::object make(components&) { return {{"type", "string"}, {"const", Word.view()}}; }
};

} // namespace praetor::json
