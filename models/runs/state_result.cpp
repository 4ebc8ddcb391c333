#include <models/runs/state_result.hpp>

#include <models/orchestration/persisted_result.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <utility>

namespace praetor::models {
namespace {

std::optional<std::string> take_name(boost::json::object& data, std::string_view name)
{
    auto const found = data.find(name);
    if (found == data.end())
        return std::nullopt;
    auto const* given = json::if_text(found->value());
    if (given == nullptr && !found->value().is_null())
        return std::nullopt;
    std::optional<std::string> text;
    if (given != nullptr && !given->empty())
        text.emplace(*given);
    data.erase(found);
    return text;
}

artifact_names take_names(json_text& data)
{
    if (data.text.find("\"artifact_") == std::string::npos)
        return {};
    auto document = json::parse(data.text);
    if (!document.is_object() || is_unpersisted(document))
        return {};
    auto& object = document.get_object();
    artifact_names names{take_name(object, "artifact_key"), take_name(object, "artifact_type"),
                         take_name(object, "artifact_description")};
    data.text = json::serialize(document);
    return names;
}

bool is_kept(json_text const& data)
{
    if (data.is_null())
        return false;
    if (data.text.find("unpersisted") == std::string::npos)
        return true;
    return !is_unpersisted(json::parse(data.text));
}

artifact_create artifact_of(json_text const& data, std::optional<uuid> flow_run_id, std::optional<uuid> task_run_id)
{
    artifact_create wanted;
    wanted.data = data;
    wanted.flow_run_id = flow_run_id;
    wanted.task_run_id = task_run_id;
    return wanted;
}

} // namespace

db::query::expression<std::optional<json_text>> state_data(std::string_view state)
{
    db::sql text{"coalesce(nullif(CAST("};
    text << state
         << ".data AS text), 'null'), (SELECT CAST(artifact.data AS text) FROM artifact WHERE artifact.id = " << state
         << ".result_artifact_id))";
    return {std::move(text)};
}

pending_result::pending_result(db::connection& conn, json_text& data) : names_(take_names(data)), named_data_(data.text)
{
    if (names_.key)
        row_.emplace(conn, *names_.key);
}

std::optional<uuid> pending_result::store(db::connection& conn, json_text const& reached,
                                          std::optional<uuid> flow_run_id, std::optional<uuid> task_run_id,
                                          std::vector<event>& events)
{
    if (reached.text != named_data_ || !is_kept(reached)) {
        drop(conn);
        return enqueue_state_result(conn, reached, flow_run_id, task_run_id);
    }
    auto wanted = artifact_of(reached, flow_run_id, task_run_id);
    wanted.type = std::move(names_.type);
    wanted.description = std::move(names_.description);
    if (!row_)
        return enqueue_artifact(conn, wanted).id;
    wanted.key = artifact_key{*names_.key};
    auto made = row_->store(conn, wanted);
    for (auto& one : made.events)
        events.push_back(std::move(one));
    return made.value.id;
}

void pending_result::drop(db::connection& conn)
{
    if (row_)
        row_->drop(conn);
}

std::optional<uuid> enqueue_state_result(db::connection& conn, json_text const& data, std::optional<uuid> flow_run_id,
                                         std::optional<uuid> task_run_id)
{
    if (!is_kept(data))
        return std::nullopt;
    return enqueue_artifact(conn, artifact_of(data, flow_run_id, task_run_id)).id;
}

} // namespace praetor::models
