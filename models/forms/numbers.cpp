#include <models/forms/numbers.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

// 64 bits of mantissa hold every integer of 64 bits.
long double as_number(bj::value const& value)
{
    if (value.is_int64())
        return static_cast<long double>(value.get_int64());
    if (value.is_uint64())
        return static_cast<long double>(value.get_uint64());
    if (auto const digits = json::big_integer(value); !digits.empty())
        return std::strtold(std::string{digits}.c_str(), nullptr);
    return static_cast<long double>(value.get_double());
}

} // namespace

bool equal(bj::value const& left, bj::value const& right)
{
    if (is_number(left) && is_number(right) && !(left.is_string() && right.is_string()))
        return as_number(left) == as_number(right);
    if (left.kind() != right.kind())
        return false;
    if (left.is_array()) {
        auto const& one = left.get_array();
        auto const& other = right.get_array();
        return std::equal(one.begin(), one.end(), other.begin(), other.end(), equal);
    }
    if (left.is_object()) {
        auto const& one = left.get_object();
        auto const& other = right.get_object();
        return one.size() == other.size() && std::all_of(one.begin(), one.end(), [&](auto const& member) {
                   auto const* same = other.if_contains(member.key());
                   return same != nullptr && equal(member.value(), *same);
               });
    }
    return left == right;
}

bool is_number(bj::value const& value)
{
    return value.is_number() || !json::big_integer(value).empty();
}

std::partial_ordering compare_numbers(bj::value const& left, bj::value const& right)
{
    return as_number(left) <=> as_number(right);
}

bool is_multiple(bj::value const& number, bj::value const& divisor)
{
    if (divisor.is_double()) {
        auto const quotient = static_cast<double>(as_number(number)) / divisor.get_double();
        return std::isfinite(quotient) && std::trunc(quotient) == quotient;
    }
    auto const by = as_number(divisor);
    return by != 0 && std::fmod(as_number(number), by) == 0;
}

bool is_integer(bj::value const& value)
{
    return value.is_int64() || value.is_uint64() || !json::big_integer(value).empty() ||
           (value.is_double() && std::isfinite(value.get_double()) &&
            std::trunc(value.get_double()) == value.get_double());
}

} // namespace praetor::models::schemas
