// ORDER BY as an enumeration names it: CREATED_DESC is the column created, descending.
#pragma once

#include <db/query/select.hpp>

#include <boost/describe/enumerators.hpp>

#include <string_view>

namespace praetor::db::query {
namespace detail {

// The column of an enumerator: lower case, without the direction.
template <class Enumerator>
struct sort_column
{
    static constexpr std::string_view whole = Enumerator::name;
    static constexpr auto last = whole.rfind('_');
    static constexpr auto text = [] {
        static_text<last + 1> made;
        for (std::size_t i = 0; i < last; ++i)
            made.text[i] = whole[i] >= 'A' && whole[i] <= 'Z' ? static_cast<char>(whole[i] - 'A' + 'a') : whole[i];
        return made;
    }();
    static constexpr char const* name = text.text;
};

} // namespace detail

// `Computed` are those that no column has, and whoever asks orders by them itself.
template <auto... Computed, class Table, class Sort>
ordering order_by(Table const& table, Sort sort)
{
    ordering made{};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Sort>>([&]<class Enumerator>(Enumerator) {
        if constexpr (!((Enumerator::value == Computed) || ...)) {
            using column = detail::sort_column<Enumerator>;
            static_assert(has_column<Table>(column::name), "the table has no column of this name");
            if (Enumerator::value == sort)
                made = column::whole.ends_with("_ASC") ? ascending(column_named<column>(table))
                                                       : descending(column_named<column>(table));
        }
    });
    return made;
}

} // namespace praetor::db::query
