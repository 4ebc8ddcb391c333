// Schemas as older releases of pydantic wrote them, brought to draft 2020-12 as the reference does.
#pragma once

#include <boost/json/value.hpp>

namespace praetor::models::schemas {

// Of every property that need not be sent, null is a value too, unless it has a default and `null_beside_default` is
// false; a list of "items" is "prefixItems"; a block may be told by a reference to it.
boost::json::value preprocessed(boost::json::value schema, bool null_beside_default = false);

// Without the keyword "required" anywhere, and without members of that name: nothing has to be there. Lists stay as
// they are, as in the reference.
boost::json::value without_required(boost::json::value schema);

} // namespace praetor::models::schemas
