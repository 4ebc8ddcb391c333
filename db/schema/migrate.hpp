// Brings a database to a revision of the schema, and says where it stands.
#pragma once

#include <db/database.hpp>
#include <db/schema/migration_chain.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace praetor::db {

enum class direction
{
    up,
    down
};

struct migrate_options
{
    // For each statement on PostgreSQL instead of the pool's statement timeout; zero is no limit.
    std::chrono::milliseconds timeout{0};
    // How long a migration that does more than add (steps/running_servers.hpp) waits for servers to be stopped that
    // run on the database. One that crashed counts for a minute.
    std::chrono::milliseconds max_wait{90'000};
    // Hears of each migration that is done, on the caller's thread.
    std::function<void(std::string const& from, std::string const& to, std::string const& slug)> on_step;
};

// The revision a database is stamped with; empty where it has no table, or none but an empty stamp.
// error{errc::conflict} where it has tables and no stamp: then it is not a Prefect database, and nothing touches it.
task<std::string> current_revision(database& store);

// Walks from where the database stands to `target`, a full id of the chain or empty for the base; a database that
// stands there or beyond stays as it is. Each migration is one transaction under a lock that all servers share, so many
// processes may try at once: one migrates, the others wait and find it done. Nothing else may use `store` meanwhile: on
// SQLite the transaction is left for a moment, to switch off foreign keys. An empty database that goes to the head of a
// chain gets there in one transaction. Gives the revision it stands at then.
// Errors: errc::conflict, with the way out in its words, for a database that is not Prefect's or stands at a revision
// that the chain does not know: nothing was changed. A migration that fails names its file, line and statement; the
// database stands at the revision before it, as it was. errc::conflict also for a migration beside which no server may
// run, where one does for longer than `max_wait`. `chain` lives until the task is done.
task<std::string> migrate(database& store, migration_chain const& chain, direction way, std::string target,
                          migrate_options options);

// Up to the head of this program.
task<std::string> upgrade(database& store, migrate_options options = {});

// Writes the stamp and touches nothing else; `revision` is empty for the base. Errors: as current_revision, but a
// revision that is not known is overwritten.
task<void> stamp(database& store, std::string revision);

// error{errc::conflict}, with what to do about it, where the database does not stand at the head of this program.
task<void> require_head(database& store);

} // namespace praetor::db
