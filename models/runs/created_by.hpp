// Who made a flow run or a deployment, or changed it last, as replies tell it. Rows keep it as JSON text.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

struct created_by
{
    std::optional<uuid> id;
    std::optional<std::string> type; // "DEPLOYMENT", "AUTOMATION"
    std::optional<std::string> display_value;
};
BOOST_DESCRIBE_STRUCT(created_by, (), (id, type, display_value))

struct updated_by : created_by
{};
BOOST_DESCRIBE_STRUCT(updated_by, (created_by), ())

} // namespace praetor::models
