// Columns and the values they are set to, for INSERT and UPDATE.
#pragma once

#include <db/query/expression.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::db::query {

struct assignment
{
    std::string column;
    sql value;
};

class assignments
{
public:
    // V is the column's type; std::optional of it where the column may be NULL.
    template <class T, class V>
    void set(schema::column<T> const& column, V const& value)
    {
        using plain = typename without_null<T>::type;
        sql text;
        if constexpr (schema::is_optional<V>::value) {
            static_assert(schema::is_optional<T>::value, "the column may not be NULL");
            static_assert(holds<plain, typename V::value_type>(), "a value of this type does not fit the column");
            text << (value ? arg(to_argument<plain>(*value)) : arg(null{}));
        }
        else {
            static_assert(holds<plain, V>(), "a value of this type does not fit the column");
            text << arg(to_argument<plain>(value));
        }
        all_.push_back({schema::quoted(column.name), std::move(text)});
    }

    template <class T>
    void set(schema::column<T> const& column, expression<T> const& value)
    {
        all_.push_back({schema::quoted(column.name), value.text});
    }

    std::vector<assignment> const& all() const noexcept { return all_; }

private:
    std::vector<assignment> all_;
};

} // namespace praetor::db::query
