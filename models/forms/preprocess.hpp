// Schemas as older releases of pydantic wrote them, brought to draft 2020-12 as the reference does.
#pragma once

#include <boost/json/value.hpp>

namespace praetor::models::schemas {

// Of every property that need not be sent, null is a value too, unless it has a default; a list of "items" is
// "prefixItems"; a block may be told by a reference to it.
boost::json::value preprocessed(boost::json::value schema);

} // namespace praetor::models::schemas
