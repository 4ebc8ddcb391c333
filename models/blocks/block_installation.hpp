// Block types that a server brings along, rather than a client.
#pragma once

#include <models/blocks/block_type.hpp>

namespace praetor::models {

// Makes the type, or mends what differs in the one that has its slug, and gives it as it is then. Where nothing differs
// nothing is written: servers start often. No event tells of it.
task<block_type> install_block_type(db::connection& conn, block_type wanted);

} // namespace praetor::models
