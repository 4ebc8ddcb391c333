// What a filter can ask of one column. A criterion is a described struct whose members name their operator (any_,
// not_any_, like_, is_null_, before_, after_, all_, eq_, ge_, le_, startswith_); where.hpp turns it into SQL.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace praetor::models::filters {

BOOST_DEFINE_ENUM_CLASS(combination, and_, or_)

// Shared by everything that combines conditions: "operator" is a word of C++, so the member is called otherwise.
inline constexpr std::pair<std::string_view, std::string_view> operator_name[] = {{"combined_by", "operator"}};

template <class T>
struct any_of
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<T>> any_;
    BOOST_DESCRIBE_CLASS(any_of, (), (any_), (), ())
};

template <class T>
struct any_or_none_of
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<T>> any_;
    std::optional<std::vector<T>> not_any_;
    BOOST_DESCRIBE_CLASS(any_or_none_of, (), (any_, not_any_), (), ())
};

template <class T>
struct any_of_or_null
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<T>> any_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(any_of_or_null, (), (combined_by, any_, is_null_), (), ())
};

struct name_like
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<std::string>> any_;
    std::optional<std::string> like_; // a part of it, whatever the case
    BOOST_DESCRIBE_CLASS(name_like, (), (any_, like_), (), ())
};

// Of a column that holds a JSON array of strings.
struct has_tags
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr bool is_json_array = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<std::string>> all_;
    std::optional<bool> is_null_; // whether the array is empty
    BOOST_DESCRIBE_CLASS(has_tags, (), (combined_by, all_, is_null_), (), ())
};

struct has_any_tags
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr bool is_json_array = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<std::string>> all_;
    std::optional<std::vector<std::string>> any_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(has_any_tags, (), (combined_by, all_, any_, is_null_), (), ())
};

struct between
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<timestamp> before_;
    std::optional<timestamp> after_;
    BOOST_DESCRIBE_CLASS(between, (), (before_, after_), (), ())
};

struct between_or_null
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<timestamp> before_;
    std::optional<timestamp> after_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(between_or_null, (), (before_, after_, is_null_), (), ())
};

struct equals_bool
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<bool> eq_;
    BOOST_DESCRIBE_CLASS(equals_bool, (), (eq_), (), ())
};

struct number_range
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::int64_t> ge_;
    std::optional<std::int64_t> le_;
    BOOST_DESCRIBE_CLASS(number_range, (), (ge_, le_), (), ())
};

} // namespace praetor::models::filters
