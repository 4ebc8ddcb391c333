// Constraints as types: constrained<int, at_least<0>> is an int that a request may not send below zero.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/schema.hpp>
#include <server/base/text/utf8.hpp>

#include <string>
#include <type_traits>

namespace praetor::json {

// A T whose rule is checked when it is read. Rule: static bool check(T const&, boost::json::value const& from,
// problems&), which adds a problem where it answers false. static void describe(boost::json::object& schema), optional,
// tells the rule in the words of JSON Schema.
template <class T, class Rule>
struct constrained
{
    using value_type = T;

    T value{};

    constrained() = default;
    constrained(T initial) : value(std::move(initial)) {}
    operator T const&() const noexcept { return value; }
    T const& operator*() const noexcept { return value; }
    T const* operator->() const noexcept { return &value; }
};

template <class T, class Rule>
struct codec<constrained<T, Rule>>
{
    static void write(std::string& out, constrained<T, Rule> const& value) { codec<T>::write(out, value.value); }
    static bool read(constrained<T, Rule>& out, boost::json::value const& from, problems& found)
    {
        return codec<T>::read(out.value, from, found) && Rule::check(out.value, from, found);
    }
};

template <class T, class Rule>
struct schema<constrained<T, Rule>>
{
    static boost::json::object make(components& all)
    {
        auto made = schema<T>::make(all);
        if constexpr (requires { Rule::describe(made); })
            Rule::describe(made);
        return made;
    }
};

// `fraction`: the limit is told as the number it is compared with, 60.0 instead of 60.
void refuse_below(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction = false);
void refuse_not_above(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction = false);
void refuse_above(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction = false);
void refuse_shorter(std::size_t limit, boost::json::value const& from, problems& found);
void refuse_longer(std::size_t limit, boost::json::value const& from, problems& found);

template <std::int64_t Limit>
struct at_least
{
    template <class T>
    static bool check(T const& value, boost::json::value const& from, problems& found)
    {
        if (value >= static_cast<T>(Limit))
            return true;
        refuse_below(Limit, from, found, std::is_floating_point_v<T>);
        return false;
    }
    static void describe(boost::json::object& schema) { schema["minimum"] = Limit; }
};

template <std::int64_t Limit>
struct above
{
    template <class T>
    static bool check(T const& value, boost::json::value const& from, problems& found)
    {
        if (value > static_cast<T>(Limit))
            return true;
        refuse_not_above(Limit, from, found, std::is_floating_point_v<T>);
        return false;
    }
    static void describe(boost::json::object& schema) { schema["exclusiveMinimum"] = Limit; }
};

// NaN is above every limit.
template <std::int64_t Limit>
struct at_most
{
    template <class T>
    static bool check(T const& value, boost::json::value const& from, problems& found)
    {
        if (value <= static_cast<T>(Limit))
            return true;
        refuse_above(Limit, from, found, std::is_floating_point_v<T>);
        return false;
    }
    static void describe(boost::json::object& schema) { schema["maximum"] = Limit; }
};

template <std::int64_t Min, std::int64_t Max>
struct between_limits
{
    template <class T>
    static bool check(T const& value, boost::json::value const& from, problems& found)
    {
        return at_most<Max>::check(value, from, found) && at_least<Min>::check(value, from, found);
    }
    static void describe(boost::json::object& schema)
    {
        at_least<Min>::describe(schema);
        at_most<Max>::describe(schema);
    }
};

template <std::size_t Min, std::size_t Max = static_cast<std::size_t>(-1)>
struct length
{
    static bool check(std::string const& value, boost::json::value const& from, problems& found)
    {
        auto const count = code_points(value);
        if (count < Min)
            refuse_shorter(Min, from, found);
        else if (count > Max)
            refuse_longer(Max, from, found);
        return count >= Min && count <= Max;
    }
    static void describe(boost::json::object& schema)
    {
        if (Min > 0)
            schema["minLength"] = Min;
        if (Max != static_cast<std::size_t>(-1))
            schema["maxLength"] = Max;
    }
};

// The reference's Name: one character or more and none of / % & > < (prefect.types.names).
struct name_rule
{
    static bool check(std::string const& value, boost::json::value const& from, problems& found);
    static void describe(boost::json::object& schema);
};

using non_negative = constrained<std::int64_t, at_least<0>>;
using positive = constrained<std::int64_t, above<0>>;
using page_number = constrained<std::int64_t, at_least<1>>;
using entity_name = constrained<std::string, name_rule>;
using non_empty_text = constrained<std::string, length<1>>;

} // namespace praetor::json

namespace praetor {
using json::entity_name;
using json::non_negative;
using json::page_number;
using json::positive;
} // namespace praetor
