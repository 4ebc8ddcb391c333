// A row of a declared table as it is filled in, column by column: a wrong column or value does not compile.
#pragma once

#include <db/bulk/session.hpp>

#include <algorithm>
#include <optional>
#include <type_traits>

namespace praetor::db::bulk {

// What a column takes: itself without std::optional; every kind of text as a view.
template <class T>
struct stored_as
{
    using type = T;
};
template <class T>
struct stored_as<std::optional<T>> : stored_as<T>
{};
template <>
struct stored_as<std::string>
{
    using type = std::string_view;
};
template <>
struct stored_as<json_text>
{
    using type = std::string_view;
};
template <>
struct stored_as<schema::label>
{
    using type = std::string_view;
};
template <>
struct stored_as<bool>
{
    using type = std::int64_t;
};

class row
{
public:
    explicit row(table const& of) : of_(of), cells_(of.columns.size()) {}

    // Texts must live until give(). Columns that were not put are NULL. Quickest in the order of the columns.
    template <class T>
    void put(schema::column<T> const& column, std::type_identity_t<typename stored_as<T>::type> value)
    {
        cells_[position(column.name)] = value;
    }

    // Gives the row, and begins the next one.
    void give(take_row const& take)
    {
        take(cells_);
        std::fill(cells_.begin(), cells_.end(), cell{});
        next_ = 0;
    }

private:
    std::size_t position(std::string_view column)
    {
        while (next_ < cells_.size())
            if (of_.columns[next_++].name == column)
                return next_ - 1;
        next_ = of_.position(column) + 1;
        return next_ - 1;
    }

    table const& of_;
    std::vector<cell> cells_;
    std::size_t next_ = 0;
};

} // namespace praetor::db::bulk
