// A database behind a pool of connections.
#pragma once

#include <db/database.hpp>
#include <db/dialects/postgresql/pool.hpp>
#include <db/options.hpp>

#include <memory>

namespace praetor::db::postgresql {

// Used and destroyed on the executor's thread. A transaction under way keeps the pool alive where this one is destroyed
// first; its connection is closed when it ends.
class pooled_database final : public database
{
public:
    // Throws error{errc::bad_setting} for what can not work. Connects when somebody asks.
    pooled_database(boost::asio::any_io_executor executor, options how);
    ~pooled_database() override;

    dialect kind() const noexcept override { return dialect::postgresql; }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

private:
    std::shared_ptr<pool> pool_;
};

} // namespace praetor::db::postgresql
