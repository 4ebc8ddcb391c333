// Templates that clients send to have them looked at.
#pragma once

#include <server/base/json/codec.hpp>

#include <string>

namespace praetor::routes {

// A body that is one text; none, or null, is an empty one.
struct template_text
{
    static constexpr bool may_be_absent = true;
    std::string text;
};

} // namespace praetor::routes

namespace praetor::json {
PRAETOR_DECLARE_CODEC(routes::template_text);
} // namespace praetor::json
