// Statements whose text is made once. Parameters stand where each run brings a value:
//     static auto const by_name = query::prepare([](query::parameter<std::string> name) {
//         return query::select_from<flow>(table).where(table.name == name);
//     });
//     auto found = co_await conn.row<flow>(by_name(name));
#pragma once

#include <db/grammar.hpp>
#include <db/sql.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <utility>

namespace praetor::db::query {

// Stands for a T wherever the language of statements takes one: a value of a column, or a row of them.
template <class T>
struct parameter
{
    using given_type = T;
    std::size_t index = 0;
};

template <class V>
inline constexpr bool is_parameter = false;
template <class T>
inline constexpr bool is_parameter<parameter<T>> = true;

// May be used from any thread once it is made.
template <class... T>
class prepared
{
public:
    // `statement` has the parameters of this type, in this order.
    explicit prepared(sql statement) : statement_(std::move(statement)) {}

    sql operator()(T const&... given) const
    {
        std::array<void const*, sizeof...(T)> const all{&given...};
        return statement_.bound(all);
    }

private:
    sql statement_;
};

namespace detail {

inline sql statement_of(sql text)
{
    return text;
}
template <class Statement>
    requires requires(Statement const& one) {
        {
            one.statement()
        } -> std::same_as<sql>;
    }
sql statement_of(Statement const& one)
{
    return one.statement();
}

template <class Build, class Result, class... T>
prepared<T...> prepare(Build const& build, Result (Build::*)(parameter<T>...) const)
{
    return [&]<std::size_t... At>(std::index_sequence<At...>) {
        return prepared<T...>{statement_of(build(parameter<T>{At}...))};
    }(std::index_sequence_for<T...>{});
}

} // namespace detail

// `build` takes parameters and gives a statement.
template <class Build>
auto prepare(Build build)
{
    return detail::prepare(build, &Build::operator());
}

// A statement in which the dialects differ.
template <class... T>
class prepared_each
{
public:
    explicit prepared_each(per_dialect<prepared<T...>> statements) : statements_(std::move(statements)) {}

    sql operator()(grammar const& of, T const&... given) const { return statements_[of.kind()](given...); }

private:
    per_dialect<prepared<T...>> statements_;
};

namespace detail {

template <class Build, class Result, class... T>
prepared_each<T...> prepare_each(Build const& build, Result (Build::*)(grammar const&, parameter<T>...) const)
{
    auto const in = [&](dialect kind) {
        return prepare([&build, &of = grammar::of(kind)](parameter<T>... all) { return build(of, all...); });
    };
    return prepared_each<T...>{{in(dialect::postgresql), in(dialect::sqlite)}};
}

} // namespace detail

// `build` takes a grammar and parameters.
template <class Build>
auto prepare_each(Build build)
{
    return detail::prepare_each(build, &Build::operator());
}

} // namespace praetor::db::query
