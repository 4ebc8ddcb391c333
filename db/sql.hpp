// A statement: text that can be pasted into psql or sqlite3, and its arguments.
#pragma once

#include <db/value.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::db {

// Marks a value that operator<< appends as the next argument.
struct arg
{
    template <class T>
    explicit arg(T&& given) : value(std::forward<T>(given))
    {}
    argument value;
};

// Placeholders are $1 … $N, which both databases understand (SQLite is given ?1 … ?N). The text is the key of the
// statement caches, so parts that vary are arguments wherever they can be.
class sql
{
public:
    sql() = default;

    // The whole text with its arguments, the first of them $1.
    template <class... Arguments>
    explicit sql(std::string_view text, Arguments&&... arguments) : text_(text)
    {
        arguments_.reserve(sizeof...(arguments));
        (arguments_.emplace_back(std::forward<Arguments>(arguments)), ...);
    }

    sql& operator<<(std::string_view text);
    sql& operator<<(char const* text) { return *this << std::string_view{text}; }
    // Appends "$n" and keeps the value as argument n.
    sql& operator<<(arg given);
    // Appends the text of another statement, its placeholders renumbered, and its arguments.
    sql& operator<<(sql const& other);

    // The same text with the given values, one for each parameter, in the places kept for them (query/prepared.hpp).
    sql bound(std::span<void const* const> given) const;

    std::string const& text() const noexcept { return text_; }
    std::vector<argument> const& arguments() const noexcept { return arguments_; }

private:
    std::string text_;
    std::vector<argument> arguments_;
};

} // namespace praetor::db
