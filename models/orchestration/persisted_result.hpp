// What the data of a state says about its result.
#pragma once

#include <server/base/json/text.hpp>

#include <boost/json/value.hpp>

namespace praetor::models {

// Whether a client says that it stored no result: {"type": "unpersisted", …}.
bool is_unpersisted(boost::json::value const& data);

// Whether the data refers to a result that was stored.
bool has_persisted_result(json_text const& data);

} // namespace praetor::models
