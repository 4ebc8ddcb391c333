// Deletes logs and artifacts of flow runs that are gone, and mends what points to the latest artifact of a key.
#pragma once

#include <server/services/vacuum/run_record_vacuum.hpp>

namespace praetor::services {

// References must outlive it.
class orphan_vacuum final : public run_record_vacuum
{
public:
    orphan_vacuum(boost::asio::any_io_executor executor, db::database& store, settings::server_settings const& config);

    task<void> step() override;

private:
    task<std::int64_t> delete_orphans(models::run_record of);
    task<std::int64_t> mend_collections();
};

} // namespace praetor::services
