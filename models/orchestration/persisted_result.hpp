// What the data of a state says about its result.
#pragma once

#include <server/base/json/text.hpp>

namespace praetor::models {

// Whether the data refers to a result that was stored.
bool has_persisted_result(json_text const& data);

// Whether there is any data that is not marked as an unpersisted result.
bool has_data_other_than_unpersisted(json_text const& data);

} // namespace praetor::models
