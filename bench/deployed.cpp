#include <bench/deployed.hpp>
#include <bench/fixture.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <fmt/format.h>

namespace praetor::bench {

task<std::string> make_pool(connection& to, options const& wanted)
{
    auto name = "bench-" + to_string(uuid::random());
    auto const body = fmt::format(
        R"({{"name":"{}","type":"process","base_job_template":{{"job_configuration":{{"command":"{{{{ command }}}}",)"
        R"("env":"{{{{ env }}}}"}},"variables":{{"type":"object","properties":{{"command":{{"type":"string"}},)"
        R"("env":{{"type":"object","additionalProperties":{{"type":"string"}}}}}}}}}}}})",
        name);
    co_await ask_json(to, post(wanted, "/work_pools/", body));
    co_return name;
}

std::string deployment_body(std::string_view flow, std::string_view pool, std::string_view name)
{
    return fmt::format(
        R"({{"name":"{}","flow_id":"{}","work_pool_name":"{}","work_queue_name":"default","paused":false,)"
        R"("schedules":[{{"active":true,"schedule":{{"cron":"0 3 * * *","timezone":"Europe/Berlin"}},"slug":"nightly"}},)"
        R"({{"active":true,"schedule":{{"interval":31536000.0,"anchor_date":"2024-01-01T00:00:00Z"}},"slug":"yearly"}}],)"
        R"("enforce_parameter_schema":true,"parameter_openapi_schema":{{"title":"Parameters","type":"object",)"
        R"("properties":{{"wait":{{"default":30,"position":0,"title":"wait","type":"integer"}},)"
        R"("where":{{"position":1,"title":"where","type":"string"}}}},"required":["where"]}},)"
        R"("parameters":{{"where":"here"}},"tags":["bench"],"labels":{{}},"version":"1","description":"benched",)"
        R"("entrypoint":"flows.py:benched","path":"/srv","pull_steps":[{{"prefect.deployments.steps.set_working_directory":)"
        R"({{"directory":"/srv"}}}}],"job_variables":{{"env":{{"A":"b"}}}}}})",
        name, flow, pool);
}

task<std::string> make_deployments(connection& to, options const& wanted, std::string flow, std::string pool,
                                   unsigned count)
{
    std::string last;
    for (unsigned i = 0; i < count; ++i) {
        auto const body = deployment_body(flow, pool, fmt::format("benched {}", i));
        auto const made = co_await ask_json(to, post(wanted, "/deployments/", body));
        last = made.at("id").as_string();
    }
    co_return last;
}

std::string deployment_run_body()
{
    return fmt::format(R"({{"state":{{"type":"SCHEDULED","name":"Scheduled","message":null,"data":null,)"
                       R"("state_details":{{"scheduled_time":"{}"}}}},"parameters":{{"wait":3,"where":"there"}},)"
                       R"("context":{{}},"tags":["run"],"empirical_policy":{{}},"job_variables":{{"command":"run"}}}})",
                       to_rfc3339(now() - std::chrono::hours{1}));
}

task<void> make_deployment_runs(connection& to, options const& wanted, std::string deployment, unsigned count)
{
    constexpr unsigned at_once = 100;
    auto const body = deployment_run_body();
    for (unsigned made = 0; made < count; made += at_once) {
        std::string all;
        for (unsigned i = made; i < std::min(count, made + at_once); ++i)
            all += (all.empty() ? "[" : ",") + body;
        co_await ask_json(to, post(wanted, "/deployments/" + deployment + "/create_flow_run/bulk", all + "]"));
    }
}

} // namespace praetor::bench
