#include <models/task_runs/task_dependencies.hpp>

#include <models/task_runs/task_run.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <db/schema/tables/flow_run.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::task_dependencies>
{
    static constexpr std::string_view name = "DependencyResult";
    static void add(model_schema& model) { model.as<std::vector<json_text>>("upstream_dependencies"); }
};

PRAETOR_JSON_CODEC(praetor::models::task_dependencies)

namespace praetor::models {
namespace {

namespace bj = boost::json;

// Parameters and constants among the inputs are no dependencies.
std::optional<uuid> source_task_run(bj::value const& source)
{
    auto const* object = source.if_object();
    auto const* kind = object == nullptr ? nullptr : object->if_contains("input_type");
    auto const* id = object == nullptr ? nullptr : object->if_contains("id");
    if (kind == nullptr || id == nullptr || *kind != "task_run" || !id->is_string())
        return std::nullopt;
    return uuid::parse(id->get_string());
}

std::vector<uuid> upstream(std::string const& task_inputs)
{
    std::vector<uuid> found;
    auto const inputs = json::parse(task_inputs);
    if (!inputs.is_object())
        return found;
    for (auto const& input : inputs.get_object()) {
        auto const* sources = input.value().if_array();
        if (sources == nullptr)
            continue;
        for (auto const& source : *sources) {
            auto const id = source_task_run(source);
            if (id && std::ranges::find(found, *id) == found.end())
                found.push_back(*id);
        }
    }
    return found;
}

json_text to_json(std::vector<uuid> const& ids)
{
    std::string all;
    json::write_list(all, ids, [](std::string& out, uuid id) {
        json::object_writer source{out};
        source.text("input_type", "task_run").value("id", id).end();
    });
    return {std::move(all)};
}

task_dependencies to_dependencies(task_run&& run)
{
    bool const untrackable = run.state && *parse(*run.state).state_details.untrackable_result;
    return {.id = run.id,
            .name = std::move(run.name),
            .upstream_dependencies = to_json(upstream(run.task_inputs.text)),
            .state = std::move(run.state),
            .expected_start_time = run.expected_start_time,
            .start_time = run.start_time,
            .end_time = run.end_time,
            .total_run_time = run.total_run_time,
            .estimated_run_time = run.estimated_run_time,
            .untrackable_result = untrackable};
}

} // namespace

task<std::vector<task_dependencies>> read_task_dependencies(db::connection& conn, uuid flow_run_id)
{
    auto const& table = db::tables::task_run;
    auto select = select_task_runs();
    select.where(table.flow_run_id == flow_run_id).order_by(descending(table.id));
    auto found = co_await conn.rows<task_run>(select.statement(), [when = now()](task_run&& run) {
        estimate_times(run, when);
        return to_dependencies(std::move(run));
    });
    if (!found.empty())
        co_return found;
    auto const& run = db::tables::flow_run;
    auto const known = co_await conn.maybe_value<uuid>(
        db::query::select_value(run.id).from(run).where(run.id == flow_run_id).statement());
    if (!known)
        throw error{errc::object_not_found, "Flow run with id " + to_string(flow_run_id) + " not found"};
    co_return found;
}

} // namespace praetor::models
