// The database as the server sees it: transactions and reads, on whichever dialect.
#pragma once

#include <db/connection.hpp>
#include <db/result_budget.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace praetor::db {

struct options;
struct pool_statistics;

class database
{
public:
    database() = default;
    database(database const&) = delete;
    database& operator=(database const&) = delete;
    virtual ~database() = default;

    // Of the database behind it.
    virtual dialect kind() const noexcept = 0;
    // What its statements may be, and what they can not.
    db::grammar const& grammar() const { return db::grammar::of(kind()); }

    // Runs fn(connection&, arguments...) in a transaction, on the thread where the connection lives: on SQLite not the
    // caller's. So fn is a plain function, or a lambda that captures nothing; it takes values, gives a value, and
    // awaits nothing but its connection. Commits when fn is done; rolls back and rethrows what it throws. fn may run
    // again, with the same values, where the first run surely left nothing (a deadlock, a connection lost before
    // COMMIT). A cancelled caller leaves the queue, or its statement is cancelled; a commit under way is not.
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

    // What its connections do, and did since the start.
    virtual pool_statistics statistics() const = 0;

    // Waits for what runs and closes every connection; later calls fail with errc::unavailable. Called on the home
    // thread, once, before the database is destroyed; not to be cancelled.
    virtual task<void> close() = 0;

    // For what stands in for a database: the wrapper of another one.
    enum class access
    {
        read,
        write
    };

    // What runs inside a transaction; lives in the frame of the caller, which stays until perform() is done.
    class job
    {
    public:
        // `keeps` its arguments, so that it may run again. Without, they are moved, and this run is the last.
        virtual task<void> run(connection& conn, bool keeps) = 0;
        virtual bool repeatable() const noexcept = 0;

        result_share results; // what a read has brought

    protected:
        ~job() = default;
    };

    // Runs the job in a transaction or a read, again where the driver says so, and ends when it has run; throws what
    // the last run threw. `work` outlives it.
    virtual task<void> perform(access mode, job& work) = 0;

private:
    template <class F, class Result, class... Arguments>
    struct call final : job
    {
        call(F f, Arguments... given) : fn(std::move(f)), arguments(std::move(given)...) {}

        static constexpr bool can_repeat = (std::is_copy_constructible_v<Arguments> && ...) &&
                                           std::is_invocable_v<F&, connection&, Arguments const&...>;

        bool repeatable() const noexcept override { return can_repeat; }

        task<Result> start(connection& conn, bool keeps)
        {
            if constexpr (can_repeat) {
                if (keeps)
                    return std::apply([&](auto const&... each) { return fn(conn, each...); }, arguments);
            }
            return std::apply([&](auto&... each) { return fn(conn, std::move(each)...); }, arguments);
        }

        task<void> run(connection& conn, bool keeps) override
        {
            if constexpr (std::is_void_v<Result>)
                return start(conn, keeps);
            else
                return keep(start(conn, keeps), value);
        }

        F fn;
        std::tuple<Arguments...> arguments;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
    };

    // Apart from call, so that calls with the same result share it.
    template <class Result>
    static task<void> keep(task<Result> started, std::optional<Result>& value)
    {
        auto made = co_await std::move(started);
        value.emplace(std::move(made));
    }

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

// False where the database is a file, and there is none.
bool may_exist(options const& how);

} // namespace praetor::db
