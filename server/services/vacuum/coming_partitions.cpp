#include <server/services/vacuum/coming_partitions.hpp>

#include <server/base/log.hpp>

#include <db/partitions/upkeep.hpp>

namespace praetor::services {

task<void> coming_partitions::step()
{
    if (!db::partitions::has_partitions[store_.kind()])
        co_return;
    for (auto const& table : db::partitions::time_tables) {
        auto const made = co_await db::partitions::add_coming(store_, table, now());
        done_ += static_cast<std::uint64_t>(made);
        if (made > 0)
            log::info(name(), "{} partitions of table {} were made for what comes", made, table.name);
    }
    auto const emptied =
        co_await db::partitions::drop_empty_before(store_, db::partitions::find_time_table("log"), now());
    if (emptied > 0)
        log::info(name(), "{} partitions of table log that had no rows left were dropped", emptied);
}

} // namespace praetor::services
