#include <models/state_result.hpp>

#include <models/artifact.hpp>
#include <models/orchestration/persisted_result.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <utility>

namespace praetor::models {
namespace {

// Data may name its artifact: {"artifact_key": …, "artifact_type": …, "artifact_description": …, …}. The names go.
std::optional<std::string> take_name(boost::json::object& data, std::string_view name)
{
    auto const found = data.find(name);
    auto const* given = found == data.end() ? nullptr : json::if_text(found->value());
    if (given == nullptr || given->empty())
        return std::nullopt;
    std::string text{*given};
    data.erase(found);
    return text;
}

} // namespace

task<std::optional<uuid>> store_state_result(db::connection& conn, json_text data, std::optional<uuid> flow_run_id,
                                             std::optional<uuid> task_run_id, std::vector<event>& events)
{
    if (data.is_null())
        co_return std::nullopt;
    artifact_create wanted;
    auto document = json::parse(data.text);
    if (is_unpersisted(document))
        co_return std::nullopt;
    if (document.is_object() && data.text.find("\"artifact_") != std::string::npos) {
        auto& object = document.get_object();
        if (auto key = take_name(object, "artifact_key"))
            wanted.key = artifact_key{std::move(*key)};
        wanted.type = take_name(object, "artifact_type");
        wanted.description = take_name(object, "artifact_description");
        data.text = json::serialize(document);
    }
    wanted.data = std::move(data);
    wanted.flow_run_id = flow_run_id;
    wanted.task_run_id = task_run_id;
    auto made = co_await create_artifact(conn, std::move(wanted));
    for (auto& one : made.events)
        events.push_back(std::move(one));
    co_return made.value.id;
}

} // namespace praetor::models
