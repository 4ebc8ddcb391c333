// The walk over the members of a described struct. Include it only in the .cpp that instantiates a codec, and with it
// the schema:
//     PRAETOR_JSON_CODEC(praetor::models::flow)
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/schema.hpp>

#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>

#define PRAETOR_JSON_CODEC(type)                                                                                       \
    template <>                                                                                                        \
    void praetor::json::codec<type>::write(std::string& out, type const& value)                                        \
    {                                                                                                                  \
        detail::write_described(out, value);                                                                           \
    }                                                                                                                  \
    template <>                                                                                                        \
    bool praetor::json::codec<type>::read(type& out, boost::json::value const& from, problems& found)                  \
    {                                                                                                                  \
        return detail::read_described(out, from, found);                                                               \
    }                                                                                                                  \
    template <>                                                                                                        \
    boost::json::object praetor::json::schema<type>::describe(components& all, described_as what)                      \
    {                                                                                                                  \
        return detail::describe<type>(all, what);                                                                      \
    }

namespace praetor::json {

// Adds pydantic's problem of a value that is none of `names`, in the words for an enum or for a Literal.
void refuse_enum(std::vector<std::string_view> const& names, boost::json::value const& from, bool is_literal,
                 problems& found);

namespace detail {

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
constexpr std::string_view wire_name(std::string_view member)
{
    if constexpr (requires { T::wire_names; }) {
        for (auto const& [from, to] : T::wire_names)
            if (from == member)
                return to;
    }
    return member;
}

template <class T>
constexpr bool may_be_absent = false;
template <class T>
constexpr bool may_be_absent<std::optional<T>> = true;
template <class T>
constexpr bool may_be_absent<defaulted<T>> = true;

template <class T>
bool is_wire_name(std::string_view key)
{
    bool known = false;
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) { known |= wire_name<T>(member.name) == key; });
    return known;
}

template <described_struct T>
void write_described(std::string& out, T const& value)
{
    char open = '{';
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        static constexpr std::string_view name = wire_name<T>(decltype(member)::name);
        out += open;
        open = ',';
        out += '"';
        out += name;
        out += "\":";
        codec<std::remove_cvref_t<decltype(value.*member.pointer)>>::write(out, value.*member.pointer);
    });
    out += open == '{' ? "{}" : "}";
}

template <described_struct T>
bool read_described(T& out, boost::json::value const& from, problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_model(from, found);
        return false;
    }
    if constexpr (requires { T::admits(from, found); }) {
        if (!T::admits(from, found))
            return false;
    }
    boost::json::object filled;
    if constexpr (requires { T::fill(filled); }) {
        filled = *object;
        T::fill(filled);
        object = &filled;
    }
    bool good = true;
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        using member_type = std::remove_cvref_t<decltype(out.*member.pointer)>;
        static constexpr std::string_view name = wire_name<T>(decltype(member)::name);
        problems::descent const into{found, name};
        if (auto const* value = object->if_contains(name))
            good &= codec<member_type>::read(out.*member.pointer, *value, found);
        else if constexpr (!may_be_absent<member_type>) {
            refuse_missing(from, found);
            good = false;
        }
    });
    if constexpr (requires { T::refuses_unknown; }) {
        for (auto const& member : *object) {
            if (is_wire_name<T>(member.key()))
                continue;
            problems::descent const into{found, std::string_view{member.key()}};
            refuse_extra(member.value(), found);
            good = false;
        }
    }
    return good;
}

template <described_enum T>
void write_described(std::string& out, T const& value)
{
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        if (enumerator.value == value) {
            out += '"';
            out += enumerator.name;
            out += '"';
        }
    });
}

template <described_enum T>
bool read_described(T& out, boost::json::value const& from, problems& found)
{
    bool known = false;
    if (auto const* text = from.if_string()) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (std::string_view{*text} == enumerator.name) {
                out = enumerator.value;
                known = true;
            }
        });
    }
    if (known)
        return true;
    std::vector<std::string_view> names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { names.emplace_back(enumerator.name); });
    refuse_enum(names, from, is_literal<T>, found);
    return false;
}

} // namespace detail

template <described_struct T>
void refuse_members(problems& found)
{
    boost::mp11::mp_for_each<detail::members_of<T>>([&](auto member) {
        static constexpr std::string_view name = detail::wire_name<T>(decltype(member)::name);
        problems::descent const into{found, name};
        refuse_missing(nullptr, found);
    });
}

} // namespace praetor::json

#include <server/base/json/schema_impl.hpp>
