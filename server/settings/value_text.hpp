// A setting's value from its text and back, for each type that a setting may have.
#pragma once

#include <server/settings/given_setting.hpp>
#include <server/settings/setting_types.hpp>

#include <server/base/log.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace praetor::settings {

// What became of a text. Where `fits` is false the value is as it was.
struct parsed
{
    bool fits = false;
    std::optional<double> number; // of numbers and spans (in seconds): what limits are held against
    std::string_view wanted;      // where it does not fit: what its type wants, if that is more than its kind does
};

parsed parse(std::string_view text, bool& value); // pydantic's words: true, t, yes, y, on, 1 …
parsed parse(std::string_view text, int& value);
parsed parse(std::string_view text, std::int64_t& value);
parsed parse(std::string_view text, std::size_t& value);
parsed parse(std::string_view text, std::uint16_t& value);
parsed parse(std::string_view text, byte_size& value);
parsed parse(std::string_view text, whole_seconds& value);
parsed parse(std::string_view text, seconds& value);
parsed parse(std::string_view text, time_span& value);
parsed parse(std::string_view text, log::level& value);
parsed parse(std::string_view text, std::string& value);
parsed parse(std::string_view text, std::vector<std::string>& value); // commas between the words
parsed parse(std::string_view text, secret& value);

// The text that parse() reads as the same value; a secret's is plain.
std::string text_of(bool value);
std::string text_of(std::int64_t value);
std::string text_of(seconds value);
std::string text_of(time_span value);
std::string text_of(log::level value);
std::string text_of(std::vector<std::string> const& value);
inline std::string text_of(int value)
{
    return std::to_string(value);
}
inline std::string text_of(std::size_t value)
{
    return std::to_string(value);
}
inline std::string text_of(std::uint16_t value)
{
    return std::to_string(value);
}
inline std::string text_of(byte_size value)
{
    return std::to_string(value.count);
}
inline std::string text_of(whole_seconds value)
{
    return std::to_string(value.count());
}
inline std::string text_of(std::string const& value)
{
    return value;
}
inline std::string text_of(secret const& value)
{
    return value.text;
}

template <class T>
parsed parse(std::string_view text, std::optional<T>& value)
{
    T made{};
    auto const result = parse(text, made);
    if (result.fits)
        value = std::move(made);
    return result;
}

template <class T>
std::string text_of(std::optional<T> const& value)
{
    return value ? text_of(*value) : std::string{};
}

// The kind of the settings that have this type.
constexpr kind kind_of(bool const*)
{
    return kind::boolean;
}
constexpr kind kind_of(seconds const*)
{
    return kind::seconds;
}
constexpr kind kind_of(time_span const*)
{
    return kind::span;
}
constexpr kind kind_of(log::level const*)
{
    return kind::level;
}
constexpr kind kind_of(std::string const*)
{
    return kind::text;
}
constexpr kind kind_of(std::vector<std::string> const*)
{
    return kind::text;
}
constexpr kind kind_of(secret const*)
{
    return kind::secret;
}
constexpr kind kind_of(int const*)
{
    return kind::integer;
}
constexpr kind kind_of(std::int64_t const*)
{
    return kind::integer;
}
constexpr kind kind_of(std::size_t const*)
{
    return kind::integer;
}
constexpr kind kind_of(std::uint16_t const*)
{
    return kind::integer;
}
constexpr kind kind_of(byte_size const*)
{
    return kind::integer;
}
constexpr kind kind_of(whole_seconds const*)
{
    return kind::integer;
}
template <class T>
constexpr kind kind_of(std::optional<T> const*)
{
    return kind_of(static_cast<T const*>(nullptr));
}

// "a whole number": what a text of this kind must be.
std::string_view expected_of(kind of);

// Whether two texts of a setting say the same: "off" and "false" do.
bool means_the_same(std::string_view one, std::string_view other);

} // namespace praetor::settings
