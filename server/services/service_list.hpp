// The background services by their names, for who asks what there is.
#pragma once

#include <server/settings/server_settings.hpp>

#include <string_view>
#include <vector>

namespace praetor::services {

struct listed_service
{
    std::string_view name;     // as in the log and the metrics
    std::string_view variable; // the setting that switches it on or off; empty where it always runs
    std::string_view description;
    bool enabled = false; // by these settings
};

// All that praetor has, as these settings have them run, in the order of their names.
std::vector<listed_service> list_services(settings::server_services_settings const& given);

// Whether old events are deleted. Who stores none by this server does not expect it to delete any.
inline bool vacuums_events(settings::server_services_settings const& given)
{
    return given.db_vacuum.enabled.events && given.event_persister.enabled;
}

} // namespace praetor::services
