#include <models/collections/process_worker.hpp>

namespace praetor::models {

std::string_view process_worker_metadata() noexcept
{
    return R"({"prefect":{"process":{
"type":"process",
"display_name":"Process",
"description":"Runs each flow run as a process of its own on the machine of the worker.",
"documentation_url":"https://www.prefect.io/docs/latest/api-ref/prefect/workers/process/",
"install_command":"pip install prefect",
"logo_url":"https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/process.png",
"is_beta":false,
"default_base_job_configuration":{
"job_configuration":{"command":"{{ command }}","env":"{{ env }}","labels":"{{ labels }}","name":"{{ name }}",
"stream_output":"{{ stream_output }}","working_dir":"{{ working_dir }}"},
"variables":{"type":"object","properties":{
"name":{"title":"Name","type":"string","description":"What the process is called."},
"env":{"title":"Environment Variables","type":"object","additionalProperties":{"type":"string"},
"description":"Variables set in the environment of the process."},
"labels":{"title":"Labels","type":"object","additionalProperties":{"type":"string"},
"description":"Labels of what the worker starts."},
"command":{"title":"Command","type":"string",
"description":"What to run; left empty, the worker chooses the command that runs the flow."},
"stream_output":{"title":"Stream Output","type":"boolean","default":true,
"description":"Whether the worker shows what the process prints."},
"working_dir":{"title":"Working Directory","type":"string","format":"path",
"description":"Where the process runs; left empty, in a temporary directory."}}}}}}})";
}

} // namespace praetor::models
