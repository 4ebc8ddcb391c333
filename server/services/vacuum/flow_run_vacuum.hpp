// Deletes flow runs that ended long ago, with their task runs, states, logs and artifacts.
#pragma once

#include <server/services/vacuum/run_record_vacuum.hpp>

namespace praetor::services {

// Subflows go once their parent is gone. A server that ends in between leaves logs and artifacts to orphan_vacuum.
// References must outlive it.
class flow_run_vacuum final : public run_record_vacuum
{
public:
    flow_run_vacuum(boost::asio::any_io_executor executor, db::database& store,
                    settings::server_settings const& config);

    task<void> step() override;

private:
    // Gives how many flow runs went.
    task<std::int64_t> delete_all(timestamp before);
};

} // namespace praetor::services
