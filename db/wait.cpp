#include <db/wait.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

namespace praetor::db {
namespace {

constexpr auto between_tries = std::chrono::seconds{1};

task<void> ask(connection& conn)
{
    co_await conn.execute(sql{"SELECT 1"});
}

} // namespace

task<void> wait_until_it_answers(database& store, std::chrono::milliseconds response_timeout)
{
    auto const until = std::chrono::steady_clock::now() + response_timeout;
    for (bool is_logged = false;; is_logged = true) {
        try {
            co_await store.read(ask);
            co_return;
        }
        catch (error const& failed) {
            bool const may_come = failed.code() == errc::unavailable || failed.code() == errc::timeout;
            if (!may_come || std::chrono::steady_clock::now() >= until)
                throw;
            if (!is_logged)
                log::warning("db", "waiting for the database, up to {} s: {}", response_timeout.count() / 1000,
                             failed.what());
        }
        co_await sleep_for(between_tries);
    }
}

} // namespace praetor::db
