// Values that somebody filled into a form, held against the form's schema: parameters of a run, the input of a paused
// one.
#pragma once

#include <models/forms/hydration_message.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// Whether a JSON text of this program may have an object that stands for another value: else it is taken as it is.
bool asks_hydration(std::string_view values);

// Where objects with "__prefect_kind" take the workspace's variables from.
task<std::vector<workspace_variable>> read_workspace_variables(db::connection& conn);

// The two that follow take up to two seconds of processor time and some hundred megabytes, as whoever wrote the schema
// likes: they belong on a thread_pool.

// Whether values fit and, field by field, why not: the dashboard's reply. `hydration` is the answer to a
// hydration_request where the values asked for it. error{errc::unprocessable} where the schema is none.
json_text validated_values(std::string schema, std::string values, std::optional<std::string> hydration);

// Why `values` do not fit `schema`, in the message of a refusal; nothing where they fit.
std::optional<std::string> input_problem(std::string schema, std::string values);

} // namespace praetor::models
