// The database as the server sees it: transactions and reads, on whichever dialect.
#pragma once

#include <db/connection.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace praetor::db {

// How to reach a database and how to treat it. Durations of zero mean no limit.
struct options
{
    db::dialect dialect = db::dialect::sqlite;

    // SQLite
    std::string path;               // a file, or ":memory:"
    std::size_t readers = 2;        // threads that read beside the writer
    std::size_t largest_group = 64; // transactions that share a commit
    std::size_t queue_limit = 4096; // waiting transactions, then errc::unavailable
    bool full_sync = false;         // synchronous=FULL instead of NORMAL
    bool must_exist = false;        // a file that is not there is an error

    // PostgreSQL
    std::string conninfo; // libpq keywords or a URI
    std::size_t pool_size = 5;
    std::size_t pool_overflow = 10; // connections beyond, closed when they have idled a minute
    std::chrono::milliseconds acquire_timeout{30'000};
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds statement_timeout{10'000};
    std::chrono::seconds recycle{3'600};
    std::string application_name = "praetor";
    std::string search_path;
    std::size_t statement_cache = 256; // prepared statements a connection keeps
};

class database
{
public:
    database() = default;
    database(database const&) = delete;
    database& operator=(database const&) = delete;
    virtual ~database() = default;

    virtual dialect kind() const noexcept = 0;

    // Runs fn(connection&, arguments...) in a transaction, on the thread where the connection lives: on SQLite not the
    // caller's. So fn is a plain function, or a lambda that captures nothing; it takes values, gives a value, and
    // awaits nothing but its connection. Commits when fn is done; rolls back and rethrows what it throws.
    template <class F, class... Arguments>
    auto transaction(F fn, Arguments... arguments) -> std::invoke_result_t<F, connection&, Arguments...>
    {
        return perform_call(access::write, std::move(fn), std::move(arguments)...);
    }

    // The same for statements that only read, outside a transaction.
    template <class F, class... Arguments>
    auto read(F fn, Arguments... arguments) -> std::invoke_result_t<F, connection&, Arguments...>
    {
        return perform_call(access::read, std::move(fn), std::move(arguments)...);
    }

    // Waits for what runs and closes every connection; later calls fail with errc::unavailable.
    virtual task<void> close() = 0;

protected:
    enum class access
    {
        read,
        write
    };

    // What runs inside a transaction; lives in the frame of the caller, which stays until perform() is done.
    class job
    {
    public:
        virtual task<void> run(connection& conn) = 0;

    protected:
        ~job() = default;
    };

    virtual task<void> perform(access mode, job& work) = 0;

private:
    template <class F, class Result, class... Arguments>
    struct call final : job
    {
        call(F f, Arguments... given) : fn(std::move(f)), arguments(std::move(given)...) {}

        task<void> run(connection& conn) override
        {
            auto started = std::apply([&](auto&... each) { return fn(conn, std::move(each)...); }, arguments);
            if constexpr (std::is_void_v<Result>)
                co_await std::move(started);
            else {
                auto made = co_await std::move(started);
                value.emplace(std::move(made));
            }
        }

        F fn;
        std::tuple<Arguments...> arguments;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
    };

    template <class F, class... Arguments>
    auto perform_call(access mode, F fn, Arguments... arguments) -> std::invoke_result_t<F, connection&, Arguments...>
    {
        using result = typename std::invoke_result_t<F, connection&, Arguments...>::value_type;
        call<F, result, Arguments...> work{std::move(fn), std::move(arguments)...};
        co_await perform(mode, work);
        if constexpr (!std::is_void_v<result>)
            co_return std::move(*work.value);
    }
};

// Opens the database: SQLite's file at once, PostgreSQL's connections when they are needed. Answers come back on
// `home`, whose thread must be the only one that calls it. Throws error{errc::unavailable} where the file can not be
// opened.
std::unique_ptr<database> open(boost::asio::any_io_executor home, options how);

} // namespace praetor::db
