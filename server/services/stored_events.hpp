// Events that a transaction of this server has stored, on their way to who listens.
#pragma once

#include <server/services/event_bus.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace praetor::services {

// After the commit.
inline void publish_stored(event_bus& bus, std::vector<models::event> events)
{
    for (auto& one : events)
        bus.publish(std::make_shared<models::event const>(std::move(one)), event_origin::stored);
}

} // namespace praetor::services
