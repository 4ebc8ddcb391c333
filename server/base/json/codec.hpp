// JSON in and out of C++ values. Declares a codec for every type of the house; described structs get theirs from
// codec_impl.hpp, instantiated once, in the .cpp of the model (PRAETOR_JSON_CODEC), so that including this is cheap.
#pragma once

#include <server/base/enumerators.hpp>
#include <server/base/json/presence.hpp>
#include <server/base/json/problems.hpp>
#include <server/base/json/text.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace praetor::json {

// How a T is written and read.
//   static void write(std::string& out, T const& value)     appends the JSON text
//   static bool read(T& out, boost::json::value const& from, problems& found)
//                                                            false, and at least one problem, where `from` does not fit
template <class T>
struct codec;

// Appends `value` as JSON.
template <class T>
void write(std::string& out, T const& value)
{
    codec<T>::write(out, value);
}

// `value` as JSON.
template <class T>
std::string to_text(T const& value)
{
    std::string out;
    codec<T>::write(out, value);
    return out;
}

// Into `out`; false, and at least one problem in `found`, where `from` does not fit. `out` may be half written then.
template <class T>
bool read(T& out, boost::json::value const& from, problems& found)
{
    return codec<T>::read(out, from, found);
}

// Appends `text` as a JSON string, quotes included. Text is UTF-8; only what JSON demands is escaped.
void write_string(std::string& out, std::string_view text);

// The text of any parsed value.
std::string serialize(boost::json::value const& value);

// The same for a refusal, which repeats what it refuses: where that is more than `max_size` bytes, only how it begins,
// as a JSON string that ends in "…". Costs no more than what is told.
std::string serialize_briefly(boost::json::value const& value, std::size_t max_size);

// How many bytes of a request a refusal repeats as they are.
inline constexpr std::size_t repeated_whole = std::size_t{256} << 10;

// The schema of a T for the OpenAPI document; schema.hpp.
class components;
template <class T>
struct schema;

// Declares both; their functions are defined in a .cpp.
#define PRAETOR_DECLARE_CODEC(type)                                                                                    \
    template <>                                                                                                        \
    struct codec<type>                                                                                                 \
    {                                                                                                                  \
        static void write(std::string& out, type const& value);                                                        \
        static bool read(type& out, boost::json::value const& from, problems& found);                                  \
    };                                                                                                                 \
    template <>                                                                                                        \
    struct schema<type>                                                                                                \
    {                                                                                                                  \
        static boost::json::object make(components& all);                                                              \
    }

PRAETOR_DECLARE_CODEC(bool);
PRAETOR_DECLARE_CODEC(int);
PRAETOR_DECLARE_CODEC(std::int64_t);
PRAETOR_DECLARE_CODEC(double);
PRAETOR_DECLARE_CODEC(std::string);
PRAETOR_DECLARE_CODEC(uuid);
PRAETOR_DECLARE_CODEC(timestamp);
PRAETOR_DECLARE_CODEC(zoned_time);
PRAETOR_DECLARE_CODEC(duration);  // a number of seconds
PRAETOR_DECLARE_CODEC(json_text); // any JSON

// A JSON object kept as text: dict[str, Any].
struct json_object : json_text
{
    json_object() { text = "{}"; }
};
PRAETOR_DECLARE_CODEC(json_object);

template <class T>
struct codec<std::optional<T>>
{
    static void write(std::string& out, std::optional<T> const& value)
    {
        if (value)
            codec<T>::write(out, *value);
        else
            out.append("null", 4);
    }
    static bool read(std::optional<T>& out, boost::json::value const& from, problems& found)
    {
        if (from.is_null()) {
            out.reset();
            return true;
        }
        return codec<T>::read(out.emplace(), from, found);
    }
};

template <class T>
struct codec<defaulted<T>>
{
    static void write(std::string& out, defaulted<T> const& value) { codec<T>::write(out, *value); }
    static bool read(defaulted<T>& out, boost::json::value const& from, problems& found)
    {
        T value = *out;
        if (!codec<T>::read(value, from, found))
            return false;
        out.set(std::move(value));
        return true;
    }
};

// Add pydantic's problem of the value that does not fit: "list_type", "dict_type", "model_attributes_type", "missing"
// (of a member of `parent`), "extra_forbidden".
void refuse_list(boost::json::value const& from, problems& found);
void refuse_object(boost::json::value const& from, problems& found);
void refuse_model(boost::json::value const& from, problems& found);
void refuse_missing(boost::json::value const& parent, problems& found);
void refuse_extra(boost::json::value const& from, problems& found);

// Elements that a list is given room for before they are read: a client may send millions that are none.
inline constexpr std::size_t max_reserved = 10'000;

template <class T>
struct codec<std::vector<T>>
{
    static void write(std::string& out, std::vector<T> const& values)
    {
        out += '[';
        auto const start = out.size();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i ==
                1) // a long list is moved once while it grows, not again and again: its first says how long it gets
                out.reserve(out.size() + (values.size() - 1) * (out.size() - start) * 9 / 8);
            if (i != 0)
                out += ',';
            codec<T>::write(out, values[i]);
        }
        out += ']';
    }
    static bool read(std::vector<T>& out, boost::json::value const& from, problems& found)
    {
        auto const* array = from.if_array();
        if (array == nullptr) {
            refuse_list(from, found);
            return false;
        }
        out.clear();
        out.reserve(std::min(array->size(), max_reserved));
        bool good = true;
        for (std::size_t i = 0; i < array->size() && !found.are_enough(); ++i) {
            problems::descent const into{found, i};
            good &= codec<T>::read(out.emplace_back(), (*array)[i], found);
        }
        return good && out.size() == array->size();
    }
};

template <class T>
struct codec<std::map<std::string, T>>
{
    static void write(std::string& out, std::map<std::string, T> const& values)
    {
        out += '{';
        bool first = true;
        for (auto const& [key, value] : values) {
            if (!first)
                out += ',';
            first = false;
            write_string(out, key);
            out += ':';
            codec<T>::write(out, value);
        }
        out += '}';
    }
    static bool read(std::map<std::string, T>& out, boost::json::value const& from, problems& found)
    {
        auto const* object = from.if_object();
        if (object == nullptr) {
            refuse_object(from, found);
            return false;
        }
        out.clear();
        bool good = true;
        for (auto const& member : *object) {
            if (found.are_enough())
                return false;
            problems::descent const into{found, std::string_view{member.key()}};
            good &= codec<T>::read(out[std::string{member.key()}], member.value(), found);
        }
        return good;
    }
};

template <class T>
concept described_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

// A struct described by BOOST_DESCRIBE_STRUCT. What a struct may say about itself, each optional:
//   static constexpr bool refuses_unknown = true;           unknown keys are problems ("extra_forbidden")
//   static constexpr std::pair<std::string_view, std::string_view> wire_names[] = {{"member", "key"}};
//   static bool admits(boost::json::value const& from, problems&);
//                                                           rules over the object before its members are read
//   static void fill(boost::json::object& from);            puts in members from others, before they are read
// Its functions are defined by PRAETOR_JSON_CODEC and nowhere else: reading one struct in every file that meets it
// costs a third of the time to compile.
template <described_struct T>
struct codec<T>
{
    static void write(std::string& out, T const& value);
    static bool read(T& out, boost::json::value const& from, problems& found);
};

// Every member is missing, whether it may be absent or not: members that are parameters of their own, in a document
// that is no object. Defined in codec_impl.hpp.
template <described_struct T>
void refuse_members(problems& found);

// An enum whose refusal pydantic words as that of a Literal, and which has no component in the OpenAPI document.
template <class T>
inline constexpr bool is_literal = false;

// An enum described by BOOST_DESCRIBE_ENUM: on the wire, the enumerators' names.
template <described_enum T>
struct codec<T>
{
    static void write(std::string& out, T const& value);
    static bool read(T& out, boost::json::value const& from, problems& found);
};

} // namespace praetor::json
