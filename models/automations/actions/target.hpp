// Whom an action is done to: one that its automation names, or one that the triggering event tells of.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/describe/enum.hpp>

namespace praetor::models::actions {

BOOST_DEFINE_ENUM_CLASS(target_source, selected, inferred)

} // namespace praetor::models::actions

namespace praetor::json {
template <>
inline constexpr bool is_literal<models::actions::target_source> = true;
} // namespace praetor::json
