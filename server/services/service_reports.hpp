// Keeps in the database what the services of this server did last, for `praetor services ls`.
#pragma once

#include <server/services/periodic_service.hpp>

#include <db/database.hpp>

#include <memory>
#include <vector>

namespace praetor::services {

// One small transaction every half minute, where any has run since the last. References must outlive it.
class service_reports final : public periodic_service
{
public:
    service_reports(boost::asio::any_io_executor executor, db::database& store,
                    std::vector<std::unique_ptr<service>> const& all);

    task<void> step() override;

private:
    db::database& store_;
    std::vector<std::unique_ptr<service>> const& all_;
    timestamp reported_{}; // when the last of those runs began that are stored
};

} // namespace praetor::services
