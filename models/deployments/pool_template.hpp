// The base job template of the pool that a deployment is put into, and the job variables of an update held against it.
#pragma once

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// Nothing where there is no such pool.
task<std::optional<json_text>> read_base_job_template(db::connection& conn, std::string pool);

// Why job variables of a PATCH do not fit, as Python shows the exception: "<ValidationError: '…'>"; nothing where they
// do. Nothing has to be there. error{errc::unprocessable} for a schema that refers to itself without end. Takes up to
// two seconds of processor time, as whoever wrote the template likes: it belongs on a thread_pool.
std::optional<std::string> configuration_problem(std::string base_job_template, std::string job_variables);

} // namespace praetor::models
