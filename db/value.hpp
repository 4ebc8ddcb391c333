// What goes into a statement as an argument.
#pragma once

#include <server/base/json/text.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace praetor::db {

class argument;

// NULL. In a statement that is prepared, the place of a value that each run brings: what `make` makes of it.
struct null
{
    argument (*make)(void const* given) = nullptr;
    std::size_t parameter = 0;
};

// One argument. On SQLite a uuid, a timestamp and a duration become the texts that SQLAlchemy keeps there.
class argument
{
public:
    using any = std::variant<null, bool, std::int64_t, double, std::string, uuid, timestamp, duration, json_text>;

    argument(null value) : value_(value) {}
    argument(bool value) : value_(value) {}
    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
    argument(T value) : value_(static_cast<std::int64_t>(value))
    {}
    argument(double value) : value_(value) {}
    argument(std::string value) : value_(std::move(value)) {}
    argument(std::string_view value) : value_(std::string{value}) {}
    argument(char const* value) : value_(std::string{value}) {}
    argument(uuid value) : value_(value) {}
    argument(timestamp value) : value_(value) {}
    argument(duration value) : value_(value) {}
    argument(json_text value) : value_(std::move(value)) {}
    // An enum with a text form found by argument-dependent lookup: std::string_view to_text(E).
    template <class T>
        requires std::is_enum_v<T>
    argument(T value) : value_(std::string{to_text(value)})
    {}
    template <class T>
    argument(std::optional<T> const& value)
    {
        if (value)
            value_ = argument{*value}.value_;
    }

    any const& get() const noexcept { return value_; }

private:
    any value_;
};

} // namespace praetor::db
