#include <db/partitions/move_table.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::db::partitions {
namespace {

using clock = std::chrono::steady_clock;

// A transaction of copying takes about so long, and at most so many rows.
constexpr auto batch_time = std::chrono::milliseconds{200};
constexpr std::int64_t first_batch = 500;
constexpr std::int64_t max_batch = 20'000;

// How often a lock is asked for that others hold.
constexpr int max_attempts = 60;
constexpr auto between_attempts = std::chrono::seconds{1};

// Runs a step that locks the table for a moment, again while others hold it.
template <class Step, class... Arguments>
task<void> run_locking(database& store, Step step, Arguments... arguments)
{
    for (int attempt = 1;; ++attempt) {
        try {
            co_await store.transaction(step, arguments...);
            co_return;
        }
        catch (error const& failed) {
            if (failed.code() != errc::unavailable || attempt == max_attempts)
                throw;
        }
        co_await sleep_for(between_attempts);
    }
}

task<void> copy_rows(database& store, plan const& of, report_rows const& report)
{
    auto size = first_batch;
    auto copied = of.moved_rows;
    for (;;) {
        report(copied, std::max(of.rows, copied));
        auto const began = clock::now();
        auto const count = co_await store.transaction(copy_batch, of.table, size);
        if (count == 0)
            co_return;
        copied += count;
        auto const took = std::max<clock::duration>(clock::now() - began, std::chrono::milliseconds{1});
        size = std::min(max_batch, std::clamp<std::int64_t>(size * batch_time / took, 1 + size / 2, 2 * size));
    }
}

} // namespace

task<std::int64_t> move_table(database& store, plan of, shape to, report_rows report)
{
    if (!of.is_moving)
        co_await run_locking(store, prepare, of, to);
    co_await copy_rows(store, of, report);
    report(0, 0);
    auto const counts = co_await store.transaction(count_rows, of.table);
    if (counts.stands != counts.copied)
        throw error{errc::conflict, fmt::format("table {} has {} rows, its copy {}: nothing was exchanged; rows that "
                                                "share an id fit into no table that is not partitioned; --abandon "
                                                "takes the copy back",
                                                of.table.name, counts.stands, counts.copied)};
    co_await run_locking(store, exchange, of.table);
    co_return counts.copied;
}

task<void> abandon_move(database& store, time_table table)
{
    return run_locking(store, abandon, table);
}

} // namespace praetor::db::partitions
