#include <server/services/vacuum/flow_run_vacuum.hpp>

#include <server/services/slot_settings.hpp>

#include <models/flow_runs/delete_flow_runs.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

flow_run_vacuum::flow_run_vacuum(boost::asio::any_io_executor executor, db::database& store,
                                 settings::server_settings const& config)
    : run_record_vacuum(std::move(executor), "db_vacuum_flow_runs", config.services.db_vacuum.loop_seconds, store,
                        config)
{}

task<std::int64_t> flow_run_vacuum::delete_all(timestamp before)
{
    auto pace = new_pace();
    auto of_logs = new_pace();
    auto of_artifacts = new_pace();
    using clock = std::chrono::steady_clock;
    std::optional<models::due_row> after;
    std::int64_t all = 0;
    while (!is_stopping()) {
        auto const wanted = pace.rows();
        auto const began = clock::now();
        auto const deleted =
            co_await store_.transaction(models::delete_ended_flow_runs, before, after, wanted, max_slot_waits(config_));
        auto const took = clock::now() - began;
        std::vector<uuid> runs;
        for (auto const& run : deleted)
            runs.push_back(run.id);
        all += std::ssize(runs);
        co_await delete_records(models::run_record::log, runs, of_logs);
        co_await delete_records(models::run_record::artifact, runs, of_artifacts);
        if (std::ssize(deleted) < wanted)
            break;
        after = deleted.back();
        co_await rest(pace.learn(wanted, took));
    }
    co_return all;
}

task<void> flow_run_vacuum::step()
{
    auto const before = now() - config_.services.db_vacuum.retention_period;
    std::int64_t all = 0;
    for (;;) {
        auto const deleted = co_await delete_all(before);
        all += deleted;
        if (deleted == 0 || is_stopping()) // else subflows may have lost their parents
            break;
    }
    done_ += static_cast<std::uint64_t>(all);
    if (all > 0)
        log::info(name(), "{} old flow runs were deleted", all);
}

} // namespace praetor::services
