#include <models/automations/related_resources.hpp>

#include <models/stored_row.hpp>

#include <db/query/insert.hpp>
#include <db/schema/tables/automation_related_resource.hpp>

#include <set>
#include <variant>

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::automation_related_resource;
constexpr std::string_view deployment_prefix = "prefect.deployment.";

} // namespace

void enqueue_link(db::connection& conn, uuid automation_id, std::string resource_id, resource_link link)
{
    bool const is_owned = link == resource_link::owned_by;
    auto statement = db::query::insert_into(table)
                         .row(new_row(now()))
                         .set(table.automation_id, automation_id)
                         .set(table.resource_id, std::move(resource_id))
                         .set(table.automation_owned_by_resource, is_owned)
                         .statement();
    conn.enqueue(std::move(statement << " ON CONFLICT (automation_id, resource_id) DO UPDATE SET "
                                        "automation_owned_by_resource = "
                                        "automation_related_resource.automation_owned_by_resource OR "
                                        "excluded.automation_owned_by_resource, updated = excluded.updated"));
}

void enqueue_links_of_actions(db::connection& conn, uuid automation_id, std::vector<actions::action> const& actions)
{
    conn.enqueue(db::sql{"DELETE FROM automation_related_resource WHERE automation_id = $1 AND resource_id LIKE "
                         "'prefect.deployment.%' AND automation_owned_by_resource IS FALSE",
                         automation_id});
    std::set<std::string> deployments;
    for (auto const& one : actions)
        if (auto const* run = std::get_if<actions::run_deployment>(&one); run != nullptr && run->deployment_id)
            deployments.insert(std::string{deployment_prefix} + to_string(*run->deployment_id));
    for (auto const& resource : deployments)
        enqueue_link(conn, automation_id, resource, resource_link::uses);
}

} // namespace praetor::models
