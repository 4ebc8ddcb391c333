// Filters as SQL. where(grammar, filter) writes one condition in parentheses, "TRUE" where the filter asks nothing.
// A filter is a described struct of optional criteria; the column of a criterion is <table>.<member>, unless the
// filter's `columns` names another expression or the criterion writes its own condition with
//     db::sql where(db::grammar const& grammar) const;
// or adds as many as it has, which the filter joins with those of other criteria, with
//     void add_to(conditions& all) const;
// or says that it is read and left out:
//     static constexpr bool asks_nothing = true;
// Include it only in the .cpp that defines a filter's where().
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/query/membership.hpp>
#include <db/sql.hpp>

#include <boost/mp11/algorithm.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::filters {

// Conditions joined by AND or OR; "TRUE" where there are none.
class conditions
{
public:
    explicit conditions(combination by = combination::and_) : by_(by) {}

    // One more part; nothing where it is empty (joined()).
    void add(db::sql condition);
    // A part that says nothing, rather than "TRUE": beside others it is as if it were not there, by OR too.
    void add_nothing() noexcept { says_nothing_ = true; }
    bool empty() const noexcept { return parts_.empty(); }
    std::size_t size() const noexcept { return parts_.size(); }
    // All parts, joined and in parentheses; "TRUE" where there is none, empty where there are those alone that say
    // nothing.
    db::sql joined() const;

private:
    combination by_;
    bool says_nothing_ = false;
    std::vector<db::sql> parts_;
};

db::sql is_like(db::grammar const& grammar, std::string_view column, std::string_view part);
using db::query::is_any_of;
using db::query::is_none_of;
using db::query::is_null;

namespace detail {

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class C>
combination combined_by(C const& value)
{
    if constexpr (requires { value.combined_by; })
        return *value.combined_by;
    else
        return combination::and_;
}

template <class C>
consteval bool is_json_array()
{
    if constexpr (requires { C::is_json_array; })
        return C::is_json_array;
    else
        return false;
}

// Adds the condition of one member of a criterion, chosen by the member's name.
template <class C, class Value>
void add_condition(conditions& all, db::grammar const& grammar, std::string_view name, std::string_view column,
                   Value const& wanted)
{
    if constexpr (requires { wanted.front(); } && !std::is_same_v<Value, std::string>) {
        if constexpr (is_json_array<C>()) {
            // No names: all of them are there, and none of them.
            if (name != "all_")
                all.add(wanted.empty() ? db::sql{"FALSE"} : grammar.array_has_any(column, wanted));
            else if (!wanted.empty())
                all.add(grammar.array_has_all(column, wanted));
        }
        else if (name == "any_")
            all.add(is_any_of(column, wanted));
        else if (name == "not_any_" && !wanted.empty())
            all.add(is_none_of(column, wanted));
        else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
            if (name == "startswith_") {
                conditions starts{combination::or_};
                if (wanted.empty())
                    starts.add_nothing();
                for (auto const& prefix : wanted)
                    starts.add(grammar.matches(column, prefix + "%"));
                auto any = starts.joined();
                if (any.text().empty())
                    all.add_nothing();
                all.add(std::move(any));
            }
        }
    }
    else if constexpr (std::is_same_v<Value, bool>) {
        if (name == "is_null_")
            all.add(is_json_array<C>() ? grammar.array_is_empty(column, wanted) : is_null(column, wanted));
        else if (name == "eq_") {
            db::sql same{column};
            same << " IS " << (wanted ? "TRUE" : "FALSE");
            all.add(std::move(same));
        }
    }
    else if constexpr (std::is_same_v<Value, std::string>) {
        if (name == "like_" && !wanted.empty())
            all.add(grammar.matches(column, "%" + wanted + "%"));
    }
    else {
        db::sql compared{column};
        compared << (name == "before_" || name == "le_" ? " <= " : " >= ") << db::arg(wanted);
        all.add(std::move(compared));
    }
}

template <class C>
db::sql criterion_where(db::grammar const& grammar, std::string_view column, C const& criterion)
{
    conditions all{combined_by(criterion)};
    boost::mp11::mp_for_each<members_of<C>>([&](auto member) {
        if constexpr (requires { (criterion.*member.pointer).has_value(); }) {
            if (auto const& wanted = criterion.*member.pointer)
                add_condition<C>(all, grammar, member.name, column, *wanted);
        }
    });
    return all.joined();
}

template <class Filter>
std::string column_of(std::string_view member)
{
    if constexpr (requires { Filter::columns; }) {
        for (auto const& [name, column] : Filter::columns)
            if (name == member)
                return std::string{column};
    }
    return std::string{Filter::table} + '.' + std::string{member};
}

template <class Filter>
db::sql filter_where(db::grammar const& grammar, Filter const& filter)
{
    conditions all{combined_by(filter)};
    boost::mp11::mp_for_each<members_of<Filter>>([&](auto member) {
        if constexpr (requires { (filter.*member.pointer).has_value(); }) {
            if (auto const& criterion = filter.*member.pointer) {
                if constexpr (requires { criterion->asks_nothing; })
                    return;
                else if constexpr (requires { criterion->add_to(all); })
                    criterion->add_to(all);
                else if constexpr (requires { criterion->where(grammar); })
                    all.add(criterion->where(grammar));
                else
                    all.add(criterion_where(grammar, column_of<Filter>(member.name), *criterion));
            }
        }
    });
    return all.joined();
}

} // namespace detail

// Defines db::sql where(db::grammar const&, Filter const&) and the JSON codec of a filter.
#define PRAETOR_DEFINE_FILTER(filter)                                                                                  \
    PRAETOR_JSON_CODEC(praetor::models::filters::filter)                                                               \
    praetor::db::sql praetor::models::filters::where(db::grammar const& grammar, filter const& wanted)                 \
    {                                                                                                                  \
        return detail::filter_where(grammar, wanted);                                                                  \
    }

} // namespace praetor::models::filters
