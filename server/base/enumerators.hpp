// The enumerators of an enum described by BOOST_DESCRIBE_ENUM, with their names.
#pragma once

#include <boost/describe/enumerators.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace praetor {

template <class T>
concept described_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

// std::pair{name, value} of each, in the order of the declaration.
template <described_enum T>
inline constexpr auto enumerators_of = []<template <class...> class List, class... Each>(List<Each...>) {
    return std::array{std::pair{std::string_view{Each::name}, Each::value}...};
}(boost::describe::describe_enumerators<T>{});

// Nothing where no enumerator has that name. Lengths are compared first: a row is full of such texts.
template <described_enum T>
std::optional<T> enumerator_named(std::string_view text)
{
    for (auto const& [name, value] : enumerators_of<T>)
        if (text == name)
            return value;
    return std::nullopt;
}

// The name of an enumerator; empty where `value` is none.
template <described_enum T>
constexpr std::string_view enumerator_name(T value)
{
    for (auto const& [name, each] : enumerators_of<T>)
        if (each == value)
            return name;
    return {};
}

} // namespace praetor
