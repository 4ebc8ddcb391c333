// The block types that a server has from its first start on: Prefect's own Webhook, Secret and Local File System, which
// nobody may delete.
#pragma once

#include <models/events/event.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// Makes what is missing and mends what differs. Gives the events of new types, already stored.
task<std::vector<event>> install_protected_blocks(db::connection& conn);

// The same for a server that starts: nobody hears of it, as nobody does with the reference.
task<bool> register_protected_blocks(db::connection& conn);

} // namespace praetor::models
