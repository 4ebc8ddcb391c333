#include <db/schema/migrate.hpp>
#include <db/schema/steps/concurrent_index.hpp>
#include <db/schema/steps/migration_lock.hpp>
#include <db/schema/steps/migration_step.hpp>
#include <db/schema/steps/running_servers.hpp>
#include <db/schema/steps/stamp.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <utility>

namespace praetor::db {
namespace {

task<bool> overwrite_stamp(connection& conn, std::string revision)
{
    std::string script = stamp_script({}, revision.empty() ? "base" : revision);
    script.insert(script.find("INSERT"), "DELETE FROM alembic_version;\n");
    if (revision.empty())
        script += stamp_script("base", {});
    co_await conn.run_script(script);
    co_return true;
}

[[noreturn]] void refuse_beside_servers(std::string const& file)
{
    throw error{errc::conflict,
                "migration " + file +
                    " changes what servers use that run on this database: it was not begun. Stop all of them, for it "
                    "is not for those of the version before, then start this one"};
}

} // namespace

task<std::string> current_revision(database& store)
{
    return store.read(read_stamp);
}

task<std::string> migrate(database& store, migration_chain const& chain, direction way, std::string target,
                          migrate_options options)
{
    if (!chain.find(target))
        throw error{errc::bad_setting, "no revision is called " + target};
    using clock = std::chrono::steady_clock;
    auto const began = clock::now();
    bool has_said = false;
    for (;;) {
        auto const step = co_await under_migration_lock(store, take_step, &store, &chain, way, target, options.timeout);
        if (step.awaited) {
            co_await wait_for_builders(store, *step.awaited);
            continue;
        }
        if (!step.stopped_for.empty()) {
            auto const waited = clock::now() - began;
            if (waited >= options.max_wait)
                refuse_beside_servers(step.stopped_for);
            if (!std::exchange(has_said, true))
                log::warning("db",
                             "migration {} changes what servers use that run on this database: it waits until "
                             "they are stopped",
                             step.stopped_for);
            co_await sleep_for(migration_lock_period);
            continue;
        }
        if (!step.moved)
            co_return step.to;
        if (options.on_step)
            options.on_step(step.from, step.to, step.slug);
        if (step.to == target)
            co_return step.to;
    }
}

task<std::string> upgrade(database& store, migrate_options options)
{
    auto const& chain = migration_chain::embedded(store.kind());
    return migrate(store, chain, direction::up, chain.head(), std::move(options));
}

task<void> stamp(database& store, std::string revision)
{
    co_await under_migration_lock(store, overwrite_stamp, std::move(revision));
}

task<void> require_head(database& store)
{
    auto const stands = co_await current_revision(store);
    auto const head = head_of(store.kind());
    if (stands != head)
        throw error{errc::conflict,
                    "the database " + (stands.empty() ? "is empty" : "stands at revision " + stands) +
                        ", this praetor serves " + head +
                        ", and PREFECT_SERVER_DATABASE_MIGRATE_ON_START is off: nothing was changed. Run "
                        "\"praetor db upgrade\" first."};
}

} // namespace praetor::db
