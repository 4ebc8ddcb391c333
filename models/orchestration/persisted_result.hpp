// What the data of a state says about its result.
#pragma once

#include <server/base/json/text.hpp>

#include <boost/json/value.hpp>

namespace praetor::models {

// Whether a client says that it stored no result: {"type": "unpersisted", …}.
bool is_unpersisted(boost::json::value const& data);

// Whether the data of the state that a run leaves refers to a result that was stored.
bool has_persisted_result(json_text const& data);

// Whether the data of the state that a run asks for does; an empty object counts too.
bool brings_persisted_result(json_text const& data);

} // namespace praetor::models
