// The block types of integrations (AWS, GCP, Kubernetes …) that a server offers from its first start on, as the list in
// an installed Prefect package tells them.
#pragma once

#include <server/base/task.hpp>

#include <db/database.hpp>

#include <cstddef>
#include <string>

namespace praetor::models {

// Makes what is missing and mends what differs; nobody hears of it. Gives the number of rows written: 0 where all was
// there, which costs one statement for the types and one for their schemas. Does nothing without a package (an empty
// folder), or where it has no list. A schema that can not be made is logged, and the others are made.
task<std::size_t> register_collection_blocks(db::database& store, std::string package);

} // namespace praetor::models
