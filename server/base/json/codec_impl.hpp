// The walk over the members of a described struct. Include it only in the .cpp that instantiates a codec, and with it
// the schema:
//     PRAETOR_JSON_CODEC(praetor::models::flow)
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/schema.hpp>
#include <server/base/json/written_name.hpp>

#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>

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

template <described_enum T>
std::vector<std::string_view> names_of()
{
    std::vector<std::string_view> names;
    for (auto const& one : enumerators_of<T>)
        names.push_back(one.first);
    return names;
}

template <class T>
bool is_wire_name(std::string_view key)
{
    bool known = false;
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) { known |= wire_name<T>(member.name) == key; });
    return known;
}

// Made when it compiles: a page of runs has ten thousand of them.
template <class T, class Member>
constexpr auto key_text = written_name<wire_name<T>(Member::name).size()>(wire_name<T>(Member::name));

template <described_struct T>
void write_described(std::string& out, T const& value)
{
    out += '{';
    std::size_t skipped = 1; // the comma before the first
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        constexpr auto& key = key_text<T, decltype(member)>;
        out.append(key.data() + skipped, key.size() - skipped);
        skipped = 0;
        codec<std::remove_cvref_t<decltype(value.*member.pointer)>>::write(out, value.*member.pointer);
    });
    out += '}';
}

template <class T>
bool read_into(void* out, boost::json::value const& from, problems& found)
{
    return codec<T>::read(*static_cast<T*>(out), from, found);
}

// Reads the member `name` of `object`, which `from` holds, or what was filled into it, with `read`, the read_into of
// its type. All that differs from member to member is arguments, so that each costs the program a call.
bool read_member(boost::json::object const& object, boost::json::value const& from, std::string_view name, void* out,
                 bool (*read)(void*, boost::json::value const&, problems&), bool may_be_absent, problems& found);

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
        good &= read_member(*object, from, name, &(out.*member.pointer), &read_into<member_type>,
                            may_be_absent<member_type>, found);
    });
    if constexpr (requires { T::refuses_unknown; }) {
        for (auto const& member : *object) {
            if (found.are_enough())
                return false;
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
    out += '"';
    out += enumerator_name(value);
    out += '"';
}

template <described_enum T>
bool read_described(T& out, boost::json::value const& from, problems& found)
{
    if (auto const* text = from.if_string()) {
        if (auto const known = enumerator_named<T>(*text)) {
            out = *known;
            return true;
        }
    }
    refuse_enum(names_of<T>(), from, is_literal<T>, found);
    return false;
}

} // namespace detail

// Declared in codec.hpp.
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
