// A database on a server of the tests' own, behind a fault proxy: what tests of faults have in common.
#pragma once

#include <db/database.hpp>
#include <db/options.hpp>
#include <db/statistics.hpp>

#include <tests/support/await.hpp>
#include <tests/support/fault_proxy.hpp>
#include <tests/support/postgres_cluster.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace praetor::tests {

// The one server that all tests of a program share; it is running when a test begins.
postgres_cluster& shared_cluster();

class faulty_database
{
public:
    // With a table item (name text UNIQUE) in a new database; `change` what is to be different.
    explicit faulty_database(std::function<void(db::options&)> const& change = {});
    ~faulty_database();
    faulty_database(faulty_database const&) = delete;
    faulty_database& operator=(faulty_database const&) = delete;

    // Through the proxy, for PREFECT_SERVER_DATABASE_CONNECTION_URL and for libpq.
    std::string url() const { return "postgresql+asyncpg" + conninfo().substr(10); }
    std::string conninfo() const;
    // Runs statements past praetor and the proxy.
    std::string run(std::string const& statements) const { return cluster.run(statements, name_); }
    db::pool_statistics statistics() const { return store->statistics(); }

    postgres_cluster& cluster;
    fault_proxy proxy;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;

private:
    std::string name_;
};

} // namespace praetor::tests
