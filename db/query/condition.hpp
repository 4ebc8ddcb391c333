// What a WHERE asks. Comparisons of a column with a value of another type do not compile.
#pragma once

#include <db/query/expression.hpp>
#include <db/query/membership.hpp>

#include <vector>

namespace praetor::db::query {

// Hand-written SQL joins in as condition{sql{…}}.
class condition
{
public:
    explicit condition(sql text) : text_(std::move(text)) {}

    sql const& text() const noexcept { return text_; }

    friend condition operator&&(condition const& one, condition const& other) { return joined(one, " AND ", other); }
    friend condition operator||(condition const& one, condition const& other) { return joined(one, " OR ", other); }
    friend condition operator!(condition const& one)
    {
        sql text{"NOT ("};
        text << one.text_ << ")";
        return condition{std::move(text)};
    }

private:
    static condition joined(condition const& one, std::string_view by, condition const& other)
    {
        sql text{"("};
        text << one.text_ << by << other.text_ << ")";
        return condition{std::move(text)};
    }

    sql text_;
};

// `left` and `right` with an operator of SQL between them; a value goes as an argument.
template <valued E, class V>
    requires(holds<value_of<E>, V>())
condition compared(E const& left, std::string_view with, V const& right)
{
    auto text = expression{left}.text;
    text << with << arg(to_argument<value_of<E>>(right));
    return condition{std::move(text)};
}

template <valued L, valued R>
    requires std::same_as<value_of<L>, value_of<R>>
condition compared(L const& left, std::string_view with, R const& right)
{
    auto text = expression{left}.text;
    text << with << expression{right}.text;
    return condition{std::move(text)};
}

template <class L, class R>
concept comparable = requires(L const& left, R const& right) { compared(left, "", right); };

template <valued L, class R>
    requires comparable<L, R>
condition operator==(L const& left, R const& right)
{
    return compared(left, " = ", right);
}
template <valued L, class R>
    requires comparable<L, R>
condition operator!=(L const& left, R const& right)
{
    return compared(left, " <> ", right);
}
template <valued L, class R>
    requires comparable<L, R>
condition operator<(L const& left, R const& right)
{
    return compared(left, " < ", right);
}
template <valued L, class R>
    requires comparable<L, R>
condition operator<=(L const& left, R const& right)
{
    return compared(left, " <= ", right);
}
template <valued L, class R>
    requires comparable<L, R>
condition operator>(L const& left, R const& right)
{
    return compared(left, " > ", right);
}
template <valued L, class R>
    requires comparable<L, R>
condition operator>=(L const& left, R const& right)
{
    return compared(left, " >= ", right);
}

// "… IS NULL".
template <valued E>
condition is_null(E const& of)
{
    return condition{is_null(expression{of}.text, true)};
}

// FALSE where there are no values.
template <valued E, class V>
    requires(holds<value_of<E>, V>())
condition is_one_of(E const& of, std::vector<V> const& values)
{
    return condition{is_any_of(expression{of}.text, values)};
}

} // namespace praetor::db::query

// Columns live in this namespace, and operators are looked for where their operands live.
namespace praetor::db::schema {

using query::operator==;
using query::operator!=;
using query::operator<;
using query::operator<=;
using query::operator>;
using query::operator>=;
using query::is_null;
using query::is_one_of;

} // namespace praetor::db::schema
