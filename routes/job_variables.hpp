// Job variables of a request, held against the base job template of their work pool before anything is stored.
#pragma once

#include <routes/scope.hpp>

#include <models/deployments/job_variables.hpp>

#include <string>
#include <vector>

namespace praetor::routes {

// Returns where they fit; else errors in the reference's words (models/deployments/job_variables.hpp). Work and waiting
// are bounded; to be awaited outside of transactions. Later variables win; null is none.
task<void> check_job_variables(scope& rq, std::string base_job_template, std::vector<json_text> variables,
                               models::job_variables_of whose);

// Of a template that refers to blocks; else empty, without a question.
task<models::default_blocks> read_default_blocks(scope& rq, std::string base_job_template);

} // namespace praetor::routes
