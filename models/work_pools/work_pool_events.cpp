#include <models/work_pools/work_pool_events.hpp>

#include <models/events/lifecycle_events.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/ascii.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

constexpr auto role = "prefect.resource.role";

event pool_event(std::string_view action, work_pool const& pool, timestamp occurred, json_text payload)
{
    auto made = lifecycle_event("work-pool", action, "prefect.work-pool." + to_string(pool.id), pool.name,
                                std::move(payload), occurred);
    made.resource.labels.emplace_back("prefect.work-pool.type", pool.type);
    return made;
}

event queue_event(std::string_view action, named_row const& queue, work_pool_row const& pool, json_text payload)
{
    auto made = lifecycle_event("work-queue", action, "prefect.work-queue." + to_string(queue.id), queue.name,
                                std::move(payload), now());
    made.resource.labels.emplace_back(role, "work-queue");
    event_resource of;
    of.labels = {{"prefect.resource.id", "prefect.work-pool." + to_string(pool.id)},
                 {"prefect.resource.name", pool.name},
                 {"prefect.work-pool.type", pool.type},
                 {role, "work-pool"}};
    made.related.push_back(std::move(of));
    return made;
}

event_resource related_to_pool(std::string id, std::string_view as)
{
    event_resource made;
    made.labels = {{"prefect.resource.id", std::move(id)}, {role, std::string{as}}};
    return made;
}

json_text no_payload()
{
    return json_text{"{}"};
}

} // namespace

std::string in_kebab_case(std::string_view status)
{
    std::string made{status};
    std::ranges::transform(made, made.begin(), [](char c) { return c == '_' ? '-' : lower_case(c); });
    return made;
}

void changed_fields::add_json(std::string_view name, std::string const& from, std::string const& to)
{
    if (from == to || json::parse(from) == json::parse(to))
        return;
    if (!updates_.empty())
        updates_ += ',';
    json::write_string(updates_, name);
    updates_ += R"(:{"from":)" + from + R"(,"to":)" + to + '}';
    names_.emplace_back(name);
}

json_text changed_fields::payload() const
{
    return json_text{R"({"updated_fields":)" + json::to_text(names_) + R"(,"updates":{)" + updates_ + "}}"};
}

event work_pool_event(std::string_view action, work_pool const& pool)
{
    auto made = pool_event(action, pool, now(), no_payload());
    made.resource.labels.emplace_back(role, "work-pool");
    if (pool.default_queue_id)
        made.related.push_back(
            related_to_pool("prefect.work-queue." + to_string(*pool.default_queue_id), "default-queue"));
    auto const storage = json::parse(pool.storage_configuration.text);
    auto const* object = storage.if_object();
    auto const* block = object != nullptr ? object->if_contains("default_result_storage_block_id") : nullptr;
    if (block != nullptr && block->is_string())
        made.related.push_back(
            related_to_pool("prefect.block-document." + std::string{block->get_string()}, "result-storage"));
    return made;
}

event work_pool_updated_event(work_pool const& pool, changed_fields const& changes)
{
    auto made = pool_event("updated", pool, now(), changes.payload());
    made.resource.labels.emplace_back(role, "work-pool");
    return made;
}

event work_pool_status_event(uuid id, timestamp occurred, watched_work_pool const* before, work_pool const& pool)
{
    auto const status = pool.status.value_or(work_pool_status::NOT_READY);
    auto made = pool_event(in_kebab_case(to_text(status)), pool, occurred, no_payload());
    made.id = id;
    if (before != nullptr && before->last_transitioned_status_at &&
        now() - *before->last_transitioned_status_at < std::chrono::minutes{10})
        made.follows = before->last_status_event_id;
    return made;
}

event work_queue_event(std::string_view action, named_row const& queue, work_pool_row const& pool)
{
    return queue_event(action, queue, pool, no_payload());
}

event work_queue_updated_event(named_row const& queue, work_pool_row const& pool, changed_fields const& changes)
{
    return queue_event("updated", queue, pool, changes.payload());
}

} // namespace praetor::models
