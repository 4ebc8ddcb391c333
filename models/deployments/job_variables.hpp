// Job variables held against the base job template of a work pool: those of the pool's defaults, of a deployment, of a
// run.
#pragma once

#include <models/blocks/block_document.hpp>

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// For whom variables are checked, as a refusal begins.
enum class job_variables_of
{
    flow_run,        // has to have all that are required
    flow_run_update, // the same
    deployment,      // of a new one
    deployment_update,
    work_pool_defaults, // no variables but the template's own defaults, each of which has to fit
    run_action          // of an automation: as of a flow run, without words before
};

// Whether there is anything to hold variables against: an empty template, or one without a schema of variables, takes
// everything.
bool describes_variables(std::string_view base_job_template);

// The block documents that defaults of a template refer to ({"$ref": {"block_document_id": …}}): their data as JSON, by
// the id as the template spells it. What is none is not in it.
using default_blocks = std::map<std::string, json_text>;
task<default_blocks> read_default_blocks(db::connection& conn, std::string base_job_template, block_cipher cipher);
// Whether there may be such defaults.
bool refers_to_blocks(std::string_view base_job_template);

// What a change of a run's job variables is held against.
struct deployed_variables
{
    json_text job_variables; // of its deployment
    json_text base_job_template;
};
BOOST_DESCRIBE_STRUCT(deployed_variables, (), (job_variables, base_job_template))

// Of a SCHEDULED run whose deployment has a work pool; nothing of others.
task<std::optional<deployed_variables>> read_deployed_variables(db::connection& conn, uuid flow_run_id);

struct job_variable_check
{
    std::string base_job_template;
    default_blocks blocks;
    std::vector<json_text> variables; // objects or null; later ones win, and all over the template's defaults
    job_variables_of whose = job_variables_of::flow_run;
};

// Returns where the variables fit. error{errc::unprocessable} in the reference's words where they do not, or the
// template's schema is none; error{errc::not_found} where a default refers to a block that is not there. Takes as long
// as whoever wrote the template likes, two seconds at most: it belongs on a thread_pool.
bool check_job_variables(job_variable_check wanted);

} // namespace praetor::models
