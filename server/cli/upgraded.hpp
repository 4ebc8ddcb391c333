// A database brought to the newest revision, for commands that then work on its content.
#pragma once

#include <db/options.hpp>

#include <string>

namespace praetor::cli {

// Makes the tables of an empty database. Blocks. Throws as db::upgrade. Gives the revision.
std::string bring_to_head(db::options how);

} // namespace praetor::cli
