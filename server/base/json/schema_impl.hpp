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

// Adds a member to an object schema. `make` describes its type; `value` is what it is where it is absent, and `text`
// makes JSON of that: null where it must be there. All that differs from member to member is arguments, so that each
// costs the program a call.
void describe_member(components& all, boost::json::object& model, std::string_view name,
                     boost::json::object (*make)(components&), std::string (*text)(void const*), void const* value);
boost::json::object new_model(std::string_view title, bool is_closed);
std::string place_of_member(components const& all, std::string_view name);
boost::json::object enum_schema(std::vector<std::string_view> const& names);

template <class T>
std::string text_of(void const* value)
{
    return to_text(*static_cast<T const*>(value));
}

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
        std::string (*text)(void const*) = nullptr;
        if constexpr (may_be_absent<member_type>)
            text = &text_of<member_type>;
        bool const drops_null = separate && !filters_may_be_null<T, plain_type>();
        describe_member(all, model, name, drops_null ? &schema<plain_type>::make : &schema<member_type>::make, text,
                        &(empty.*member.pointer));
    });
    if constexpr (requires(model_schema& notes) { schema_notes<T>::add(notes); }) {
        model_schema notes{all, model};
        schema_notes<T>::add(notes);
    }
    return model;
}

template <described_struct T>
boost::json::object describe_as_component(components& all)
{
    return describe_members<T>(all, false);
}

template <described_struct T>
boost::json::object describe(components& all, described_as what)
{
    if constexpr (requires { typename schema_notes<T>::same_as; })
        return schema<typename schema_notes<T>::same_as>::describe(all, what);
    else if (what == described_as::reference)
        return all.refer(component_name<T>(all), type_name<T>(), &describe_as_component<T>);
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
