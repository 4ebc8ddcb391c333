// The walk over the members of a described struct for its schema; part of PRAETOR_JSON_CODEC.
#pragma once

#include <server/base/json/schema.hpp>

#include <boost/mp11/algorithm.hpp>

namespace praetor::json {
namespace detail {

template <class T>
std::string component_name(components const& all)
{
    if constexpr (requires { T::is_named_by_place; })
        return all.where();
    else if constexpr (requires { schema_notes<T>::name; })
        return std::string{schema_notes<T>::name};
    else if constexpr (requires { T::schema_name(); })
        return T::schema_name();
    else
        return type_in_camel_case<T>();
}

template <class T>
struct without_null
{
    using type = T;
};
template <class T>
struct without_null<std::optional<T>>
{
    using type = T;
};
template <class T>
struct without_null<defaulted<T>> : without_null<T>
{};

// Adds a member to an object schema; `fallback` is the JSON of what it is where it is absent, empty where it must be
// there.
void add_property(boost::json::object& model, std::string_view name, boost::json::object made,
                  std::string const& fallback);
boost::json::object new_model(std::string_view title, bool is_closed);
boost::json::object enum_schema(std::vector<std::string_view> const& names);
std::string place_of_member(components const& all, std::string_view name);

template <class T>
consteval bool refuses_unknown()
{
    if constexpr (requires { T::refuses_unknown; })
        return T::refuses_unknown;
    else
        return false;
}

template <class T, class Member>
consteval bool filters_may_be_null()
{
    if constexpr (requires { T::filters_may_be_null; })
        return described_struct<Member>;
    else
        return false;
}

template <described_struct T>
boost::json::object describe_members(components& all, bool separate)
{
    auto model = new_model(all.where(), refuses_unknown<T>());
    T const empty{};
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        using member_type = std::remove_cvref_t<decltype(empty.*member.pointer)>;
        using plain_type = typename without_null<member_type>::type;
        static constexpr std::string_view name = wire_name<T>(decltype(member)::name);
        components::place const at{all, place_of_member(all, name)};
        std::string fallback;
        if constexpr (may_be_absent<member_type>)
            fallback = to_text(empty.*member.pointer);
        bool const drops_null = separate && !filters_may_be_null<T, plain_type>();
        add_property(model, name, drops_null ? schema<plain_type>::make(all) : schema<member_type>::make(all),
                     fallback);
    });
    if constexpr (requires(model_schema& notes) { schema_notes<T>::add(notes); }) {
        model_schema notes{all, model};
        schema_notes<T>::add(notes);
    }
    return model;
}

template <described_struct T>
boost::json::object describe(components& all, described_as what)
{
    if constexpr (requires { typename schema_notes<T>::same_as; })
        return schema<typename schema_notes<T>::same_as>::describe(all, what);
    else if (what == described_as::reference)
        return all.refer(component_name<T>(all), type_name<T>(), [&] { return describe_members<T>(all, false); });
    else
        return describe_members<T>(all, what == described_as::parameters);
}

template <described_enum T>
boost::json::object describe(components& all, described_as)
{
    if constexpr (is_literal<T>)
        return enum_schema(names_of<T>());
    else
        return all.refer(component_name<T>(all), type_name<T>(), [&] { return enum_schema(names_of<T>()); });
}

} // namespace detail
} // namespace praetor::json
