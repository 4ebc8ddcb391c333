// Problems in the shape that forms of the dashboard show: beside the field that each is about.
#pragma once

#include <models/forms/hydration.hpp>
#include <models/forms/problem.hpp>

namespace praetor::models::schemas {

// {"errors": ["…", {"property": "a", "errors": [{"index": 0, "errors": ["…"]}]}], "valid": false}. What is wrong with
// an object that stands for a value hides what else is wrong at its place.
boost::json::value report(std::vector<problem> const& problems, placeholders const& open);

} // namespace praetor::models::schemas
