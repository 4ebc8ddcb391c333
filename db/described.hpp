// What the members of a described struct are to a row: columns, parts with columns of their own, or computed.
#pragma once

#include <db/cell.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace praetor::db {

// Those of its bases first.
template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
concept described_row = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

// A struct may name members that no column holds:
//     static constexpr std::array<std::string_view, 1> computed{"estimated_run_time"};
template <class T>
consteval bool is_computed(std::string_view member)
{
    if constexpr (requires { T::computed; })
        for (std::string_view const one : T::computed)
            if (one == member)
                return true;
    return false;
}

template <class T>
struct is_stored
{
    template <class Member>
    using fn = boost::mp11::mp_bool<!is_computed<T>(Member::name)>;
};

// The members that are read from columns, and written to them.
template <class T>
using columns_of = boost::mp11::mp_copy_if_q<members_of<T>, is_stored<T>>;

template <class T, class Member>
using member_type = std::remove_cvref_t<decltype(std::declval<T>().*Member::pointer)>;

template <class T>
struct without_optional
{
    using type = T;
};
template <class T>
struct without_optional<std::optional<T>>
{
    using type = T;
};

// A struct within a row, whose columns are named after the member that holds it: "state.id", "state.type". An optional
// one is there where its first column is not NULL. Types that read_cell reads from one column are no parts.
template <class T>
concept row_part = described_row<T> && !requires(cell const& from, T& out) { read_cell(from, out); };

// How many columns a struct is read from.
template <described_row T>
consteval std::size_t column_count()
{
    std::size_t count = 0;
    boost::mp11::mp_for_each<columns_of<T>>([&](auto member) {
        using plain = typename without_optional<member_type<T, decltype(member)>>::type;
        if constexpr (row_part<plain>)
            count += column_count<plain>();
        else
            ++count;
    });
    return count;
}

} // namespace praetor::db
