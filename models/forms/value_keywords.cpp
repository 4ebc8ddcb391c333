// Keywords about single values: their type, numbers and texts.
#include <models/forms/formats.hpp>
#include <models/forms/keywords.hpp>
#include <models/forms/numbers.hpp>
#include <models/forms/patterns.hpp>
#include <models/forms/python_text.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

// A limit such as maxLength; nothing where the schema gives none that makes sense.
std::optional<std::size_t> count_of(bj::value const& wanted)
{
    if (!is_integer(wanted))
        return std::nullopt;
    boost::system::error_code failed;
    auto const count = wanted.to_number<std::int64_t>(failed);
    if (failed || count < 0)
        return std::nullopt;
    return static_cast<std::size_t>(count);
}

} // namespace

void keywords::type(part const& at)
{
    auto const is = [&](bj::value const& type) {
        return type.is_string() && !at.is_placeholder && has_type(at.value, type.get_string());
    };
    if (at.wanted.is_string()) {
        if (!is(at.wanted))
            add(at, shown(at) + " is not of type " + python_repr(at.wanted));
        return;
    }
    auto const* types = at.wanted.if_array();
    if (types == nullptr || std::ranges::any_of(*types, is))
        return;
    std::string names;
    for (auto const& one : *types)
        names += (names.empty() ? "" : ", ") + python_repr(one);
    add(at, shown(at) + " is not of type " + names);
}

void keywords::constant(part const& at)
{
    if (at.is_placeholder || !equal(at.value, at.wanted))
        add(at, python_repr(at.wanted) + " was expected");
}

void keywords::one_of_values(part const& at)
{
    auto const* values = at.wanted.if_array();
    auto const same = [&](bj::value const& one) {
        limit_.step();
        return !at.is_placeholder && equal(one, at.value);
    };
    if (values != nullptr && std::ranges::none_of(*values, same))
        add(at, shown(at) + " is not one of " + python_repr(at.wanted));
}

void keywords::minimum(part const& at)
{
    if (at.is_number() && at.wanted.is_number() && compare_numbers(at.value, at.wanted) < 0)
        add(at, shown(at) + " is less than the minimum of " + python_repr(at.wanted));
}

void keywords::maximum(part const& at)
{
    if (at.is_number() && at.wanted.is_number() && compare_numbers(at.value, at.wanted) > 0)
        add(at, shown(at) + " is greater than the maximum of " + python_repr(at.wanted));
}

void keywords::exclusive_minimum(part const& at)
{
    if (at.is_number() && at.wanted.is_number() && compare_numbers(at.value, at.wanted) <= 0)
        add(at, shown(at) + " is less than or equal to the minimum of " + python_repr(at.wanted));
}

void keywords::exclusive_maximum(part const& at)
{
    if (at.is_number() && at.wanted.is_number() && compare_numbers(at.value, at.wanted) >= 0)
        add(at, shown(at) + " is greater than or equal to the maximum of " + python_repr(at.wanted));
}

void keywords::multiple_of(part const& at)
{
    if (at.is_number() && at.wanted.is_number() && !is_multiple(at.value, at.wanted))
        add(at, shown(at) + " is not a multiple of " + python_repr(at.wanted));
}

void keywords::least_length(part const& at)
{
    auto const* text = at.as_string();
    auto const least = count_of(at.wanted);
    if (text != nullptr && least && praetor::code_points(*text) < *least)
        add(at, shown(at) + (*least == 1 ? " should be non-empty" : " is too short"));
}

void keywords::max_length(part const& at)
{
    auto const* text = at.as_string();
    auto const max_count = count_of(at.wanted);
    if (text != nullptr && max_count && praetor::code_points(*text) > *max_count)
        add(at, shown(at) + (*max_count == 0 ? " is expected to be empty" : " is too long"));
}

void keywords::pattern(part const& at)
{
    auto const* text = at.as_string();
    if (text == nullptr || !at.wanted.is_string())
        return;
    limit_.look();
    if (patterns_.search(at.wanted.get_string(), *text) == false)
        add(at, shown(at) + " does not match " + python_repr(at.wanted));
}

void keywords::format(part const& at)
{
    if (owner_.formats_ == formats::ignored)
        return;
    auto const* text = at.as_string();
    if (text != nullptr && at.wanted.is_string() && !has_format(*text, at.wanted.get_string()))
        add(at, shown(at) + " is not a " + python_repr(at.wanted));
}

void keywords::least_items(part const& at)
{
    auto const* array = at.as_array();
    auto const least = count_of(at.wanted);
    if (array != nullptr && least && array->size() < *least)
        add(at, shown(at) + (*least == 1 ? " should be non-empty" : " is too short"));
}

void keywords::max_items(part const& at)
{
    auto const* array = at.as_array();
    auto const max_count = count_of(at.wanted);
    if (array != nullptr && max_count && array->size() > *max_count)
        add(at, shown(at) + (*max_count == 0 ? " is expected to be empty" : " is too long"));
}

void keywords::least_properties(part const& at)
{
    auto const* members = at.as_object();
    auto const least = count_of(at.wanted);
    if (members != nullptr && least && members->size() < *least)
        add(at, shown(at) + (*least == 1 ? " should be non-empty" : " does not have enough properties"));
}

void keywords::max_properties(part const& at)
{
    auto const* members = at.as_object();
    auto const max_count = count_of(at.wanted);
    if (members != nullptr && max_count && members->size() > *max_count)
        add(at, shown(at) + (*max_count == 0 ? " is expected to be empty" : " has too many properties"));
}

} // namespace praetor::models::schemas
