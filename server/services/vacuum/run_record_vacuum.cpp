#include <server/services/vacuum/run_record_vacuum.hpp>

namespace praetor::services {

task<std::int64_t> run_record_vacuum::delete_records(models::run_record of, std::vector<uuid> runs, vacuum_pace& pace)
{
    using clock = std::chrono::steady_clock;
    std::int64_t all = 0;
    while (!runs.empty() && !is_stopping()) {
        auto const max_rows = pace.rows();
        auto const began = clock::now();
        auto const deleted = co_await store_.transaction(models::delete_run_records, of, runs, max_rows);
        all += deleted;
        if (deleted == 0)
            break;
        co_await rest(pace.learn(deleted, clock::now() - began));
    }
    co_return all;
}

} // namespace praetor::services
