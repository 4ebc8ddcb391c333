// What the settings say about slots, as rules want to know it.
#pragma once

#include <server/settings/server_settings.hpp>

#include <models/orchestration/transition.hpp>

namespace praetor::services {

// How long a run may be told to wait for a slot, as the settings say.
inline models::max_waits max_slot_waits(settings::server_settings const& server)
{
    return {settings::in_seconds(server.tasks.tag_concurrency_slot_wait_seconds),
            settings::in_seconds(server.concurrency.maximum_concurrency_slot_wait_seconds)};
}

// What the rules of slots need of the settings.
inline models::slot_settings slot_settings(settings::server_settings const& server)
{
    return {max_slot_waits(server), settings::in_seconds(server.concurrency.initial_deployment_lease_duration),
            settings::in_seconds(server.deployments.concurrency_slot_wait_seconds)};
}

} // namespace praetor::services
