// The migrations that a command works with.
#pragma once

#include <db/schema/migration_chain.hpp>

#include <string>

namespace praetor::cli {

// Those of --directory, or those inside the program where `folder` is empty.
inline db::migration_chain named_chain(std::string const& folder, db::dialect kind)
{
    return folder.empty() ? db::migration_chain::embedded(kind) : db::migration_chain::read(folder, kind);
}

// "base" for the empty name.
inline std::string shown(std::string const& revision)
{
    return revision.empty() ? "base" : revision;
}

} // namespace praetor::cli
