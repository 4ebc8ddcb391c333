#include <routes/orchestration.hpp>

#include <models/orchestration/client_version.hpp>
#include <models/runs/parameter_size.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/base64.hpp>
#include <server/http/api_version.hpp>
#include <server/services/slot_settings.hpp>

#include <limits>

PRAETOR_JSON_CODEC(praetor::routes::set_state_fields)

namespace praetor::routes {
namespace {

// The version of the API that the client speaks: the newest of all where it does not say.
http::version_number spoken_version(scope const& rq)
{
    static constexpr http::version_number newest{std::numeric_limits<int>::max()};
    return http::parse_version(rq.request().header("x-prefect-api-version")).value_or(newest);
}

constexpr http::version_number knows_task_retries{0, 8, 3};
constexpr http::version_number knows_pause_keys{0, 8, 4};

json_text creator_of(scope const& rq)
{
    auto const id = uuid::parse(rq.request().header("prefect-automation-id"));
    auto const name = base64_decoded(rq.request().header("prefect-automation-name"));
    if (!id || !name || name->empty())
        return {};
    return json_text{json::object_text([&](json::object_writer& creator) {
        creator.value("id", *id).text("type", "AUTOMATION").text("display_value", *name);
    })};
}

} // namespace

models::transition_request asked_transition(scope const& rq, bool force)
{
    models::transition_request request;
    request.force = force;
    auto const version = spoken_version(rq);
    request.client_retries_tasks = version >= knows_task_retries;
    request.client_knows_pause_keys = version >= knows_pause_keys;
    request.max_cache_key = rq.config().server.tasks.max_cache_key_length;
    request.client_version = models::client_version_of(rq.request().header("user-agent"));
    request.slots = services::slot_settings(rq.config().server);
    return request;
}

reply<models::orchestration_result> with_status(models::orchestration_result result, timestamp when)
{
    bool const made = result.state && result.state->timestamp >= when;
    return {std::move(result), made ? http::status::created : http::status::ok};
}

models::flow_run_creator asking_creator(scope const& rq)
{
    return {creator_of(rq), spoken_version(rq) >= knows_pause_keys};
}

void check_parameter_size(scope const& rq, std::string const& parameters, std::optional<std::size_t> element)
{
    auto const problem = models::parameter_size_problem(parameters, rq.config().server.api.max_parameter_size);
    if (!problem)
        return;
    json::problems found{"body"};
    std::optional<json::problems::descent> listed;
    if (element)
        listed.emplace(found, json::problems::step{*element});
    json::problems::descent const into{found, std::string_view{"parameters"}};
    found.add_value_error(*problem, json::parse(parameters));
    auto const sent = json::parse(rq.request().body);
    throw json::invalid_request{found.to_json(), json::serialize_briefly(sent, json::repeated_whole)};
}

} // namespace praetor::routes
