// One PostgreSQL connection on the io_context: libpq without blocking, always in pipeline mode, so that statements
// whose results nobody waits for share a flush (PostgreSQL manual, 34.5 Pipeline Mode).
#pragma once

#include <db/connection.hpp>
#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace praetor::db::postgres {

class connection final : public db::connection
{
public:
    // Connects. error{errc::unavailable} where the server refuses or the connect timeout passes.
    static task<std::unique_ptr<connection>> connect(boost::asio::any_io_executor executor, options how);

    connection(boost::asio::any_io_executor executor, options const& how);
    ~connection() override;

    dialect kind() const noexcept override { return dialect::postgresql; }
    void post(sql statement) override;
    task<void> run_script(std::string_view script) override;
    task<std::int64_t> run(sql statement, row_sink* sink) override;

    void begin();
    task<void> commit();
    // Does nothing where no statement of the transaction has been sent.
    task<void> rollback();
    // Sends what was posted outside a transaction.
    task<void> finish();

    // Whether the connection must be closed: lost, or cut in the middle of an exchange.
    bool broken() const noexcept;
    std::chrono::steady_clock::time_point born() const noexcept { return born_; }

private:
    struct prepared
    {
        std::string name;
        std::list<std::string const*>::iterator use;
    };

    // A statement of the exchange under way.
    struct sent
    {
        sql statement;
        row_sink* sink = nullptr;
        bool prepares = false; // its first result is that of PREPARE
    };

    task<std::int64_t> exchange(std::vector<sent> statements);
    void send(sent& one);
    void take_result(PGresult* result, sent const& one, std::int64_t& affected, std::exception_ptr& failed);
    task<void> flush();
    task<void> wait_readable();
    void drop_statements();
    std::string deallocate_oldest();

    PGconn* handle_ = nullptr;
    boost::asio::posix::stream_descriptor socket_;
    std::unordered_map<std::string, prepared> statements_;
    std::list<std::string const*> uses_; // texts of statements_, last used first
    std::size_t most_statements_;
    std::size_t next_name_ = 0;
    std::vector<sent> posted_;
    bool began_ = false; // BEGIN has been sent
    bool in_exchange_ = false;
    bool broken_ = false;
    std::chrono::steady_clock::time_point born_ = std::chrono::steady_clock::now();
};

} // namespace praetor::db::postgres
