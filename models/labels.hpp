// Labels: what users and the server hang on flows and runs. {"team": "data", "weight": 3, "paid": true}
#pragma once

#include <server/base/json/codec.hpp>

#include <string_view>

namespace praetor::models {

// A JSON object whose values are strings, numbers or booleans, as text. Absent ones are an empty object, and so is
// null, but for a flow.
struct key_value_labels : json_text
{
    key_value_labels() { text = "{}"; }
    explicit key_value_labels(std::string json) : json_text{std::move(json)} {}
};

// The members of both objects; `over` wins where both have one.
key_value_labels merged(key_value_labels const& under, key_value_labels const& over);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::key_value_labels);
}
