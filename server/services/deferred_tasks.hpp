// What a server finds in the database for its task workers: deferred runs that were scheduled before it started,
// through another server, or for a worker that died before it began them. And it keeps what its workers have for them.
#pragma once

#include <server/services/scheduled_tasks.hpp>

#include <server/base/periodic.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace praetor::services {

// Looks when a worker comes, and every sixth of `claim_time`, while there are workers. Servers that share a database
// may find the same run: one of them gets to claim it. References must outlive it.
class deferred_tasks final : public service
{
public:
    // `claim_time`: how long a run stays its worker's once the connection has ended.
    deferred_tasks(boost::asio::any_io_executor executor, db::database& store, scheduled_tasks& tasks,
                   std::chrono::milliseconds claim_time);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override;
    // Gives back what no worker has acknowledged. After the workers' connections have ended.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // May be cancelled at any await.
    task<void> step();

private:
    db::database& store_;
    scheduled_tasks& tasks_;
    std::chrono::milliseconds claim_time_;
    periodic loop_;
};

} // namespace praetor::services
