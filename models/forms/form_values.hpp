// Values that somebody filled into a form, held against the form's schema: parameters of a run, the input of a paused one.
#pragma once

#include <models/forms/hydration.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// Whether a JSON text may have an object that stands for another value: else no variables need be read.
bool asks_hydration(std::string_view values);

// Where objects with "__prefect_kind" take the workspace's variables from.
task<schemas::hydration_context> read_hydration_context(db::connection& conn);

// Whether values fit and, field by field, why not: the dashboard's reply. Templates are checked and not rendered.
// error{errc::unprocessable} where the schema is none.
json_text validated_values(std::string const& schema, std::string const& values,
                           schemas::hydration_context const& context);

// The values with variables and templates filled in. error{errc::bad_request} at the first that can not be.
std::string hydrated_values(std::string const& values, schemas::hydration_context const& context);

// Why `values` do not fit `schema`, in the message of a refusal; nothing where they fit.
std::optional<std::string> input_problem(std::string_view schema, std::string_view values);

} // namespace praetor::models
