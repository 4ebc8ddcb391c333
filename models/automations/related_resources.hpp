// The resources that automations belong to, or do something with.
#pragma once

#include <models/automations/actions/action.hpp>

#include <db/connection.hpp>

#include <string>
#include <vector>

namespace praetor::models {

enum class resource_link : bool
{
    uses,
    owned_by // stays so, once it was said
};

// Enqueues the link of an automation and a resource; nothing changes where there is one, but that a resource may now
// own it.
void enqueue_link(db::connection& conn, uuid automation_id, std::string resource_id, resource_link link);

// Enqueues the links to the deployments that these actions run, in the place of those it had. Links to owners stay.
void enqueue_links_of_actions(db::connection& conn, uuid automation_id, std::vector<actions::action> const& actions);

} // namespace praetor::models
