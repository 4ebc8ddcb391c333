#include <server/services/vacuum/orphan_vacuum.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {
namespace {

using clock = std::chrono::steady_clock;

} // namespace

orphan_vacuum::orphan_vacuum(boost::asio::any_io_executor executor, db::database& store,
                             settings::server_settings const& config)
    : run_record_vacuum(std::move(executor), "db_vacuum_orphans", config.services.db_vacuum.orphan_cleanup_loop_seconds,
                        store, config)
{}

task<std::int64_t> orphan_vacuum::delete_orphans(models::run_record of)
{
    auto of_pages = new_pace();
    auto of_rows = new_pace();
    std::int64_t all = 0;
    uuid after;
    while (!is_stopping()) {
        auto const wanted = of_pages.rows();
        auto const began = clock::now();
        auto const found = co_await store_.read(models::read_named_runs, of, after, wanted);
        auto const took = clock::now() - began;
        auto const deleted = co_await delete_records(of, found.missing, of_rows);
        all += deleted;
        if (found.count < wanted)
            break;
        after = found.last;
        co_await rest(of_pages.learn(found.count, took));
    }
    co_return all;
}

task<std::int64_t> orphan_vacuum::mend_collections()
{
    auto pace = new_pace();
    std::int64_t all = 0;
    while (!is_stopping()) {
        auto const began = clock::now();
        auto const mended = co_await store_.transaction(models::mend_artifact_collections, pace.rows());
        all += mended;
        if (mended == 0)
            break;
        co_await rest(pace.learn(mended, clock::now() - began));
    }
    co_return all;
}

task<void> orphan_vacuum::step()
{
    auto const logs = co_await delete_orphans(models::run_record::log);
    auto const artifacts = co_await delete_orphans(models::run_record::artifact);
    auto const collections = co_await mend_collections();
    done_ += static_cast<std::uint64_t>(logs + artifacts + collections);
    if (logs + artifacts + collections > 0)
        log::info(name(), "{} logs and {} artifacts of flow runs that are gone were deleted, {} keys were mended", logs,
                  artifacts, collections);
}

} // namespace praetor::services
