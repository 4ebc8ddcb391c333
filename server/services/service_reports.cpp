#include <server/services/service_reports.hpp>

#include <models/service_report.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace praetor::services {

service_reports::service_reports(boost::asio::any_io_executor executor, db::database& store,
                                 std::vector<std::unique_ptr<service>> const& all)
    : periodic_service(std::move(executor), "service_reports", std::chrono::seconds{30}), store_(store), all_(all)
{}

task<void> service_reports::step()
{
    std::vector<models::service_report> reports;
    auto newest = reported_;
    for (auto const& one : all_) {
        auto const last = one->last_step();
        if (!last || one.get() == this || last->began <= reported_)
            continue;
        newest = std::max(newest, last->began);
        reports.push_back({std::string{one->name()}, last->began, last->took.count(),
                           static_cast<std::int64_t>(one->done()), one->backlog(),
                           static_cast<std::int64_t>(one->failures())});
    }
    if (reports.empty())
        co_return;
    co_await store_.transaction(models::store_service_reports, std::move(reports));
    reported_ = newest;
}

} // namespace praetor::services
