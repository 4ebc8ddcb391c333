// A database behind a pool of connections.
#pragma once

#include <db/database.hpp>
#include <db/options.hpp>
#include <db/pool/pool.hpp>

#include <memory>

namespace praetor::db {

// Used and destroyed on the executor's thread. A transaction under way keeps the pool alive where this one is destroyed
// first; its connection is closed when it ends.
class pooled_database final : public database
{
public:
    // Throws as `connect_with` does. Connects when somebody asks.
    pooled_database(boost::asio::any_io_executor executor, options how, make_connector connect_with);
    ~pooled_database() override;

    db::dialect kind() const noexcept override { return kind_; }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

private:
    db::dialect kind_;
    std::shared_ptr<pool> pool_;
};

} // namespace praetor::db
