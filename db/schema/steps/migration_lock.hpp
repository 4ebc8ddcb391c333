// The lock that keeps others from migrating while one does.
#pragma once

#include <db/database.hpp>

#include <server/base/deadline.hpp>

#include <optional>

namespace praetor::db {

// Takes the lock until the transaction ends; false where somebody else has it. SQLite's writer has the file for itself.
task<bool> try_migration_lock(connection& conn);

// The same in a printed script, inside its transaction: the script ends where somebody else has it.
std::string_view migration_lock_script(dialect kind);

// How long one who finds the lock taken waits before asking again.
inline constexpr auto migration_lock_period = std::chrono::milliseconds{100};

// Runs fn(connection&, arguments...) in a transaction that holds the lock, as database::transaction() would. Whoever
// finds it taken asks again, with no statement open in between: one who waited inside a statement would hold up the one
// whose index is built concurrently, for that waits in turn for all who might see the table as it was.
template <class F, class... Arguments>
auto under_migration_lock(database& store, F fn, Arguments... arguments)
    -> std::invoke_result_t<F, connection&, Arguments...>
{
    using result = typename std::invoke_result_t<F, connection&, Arguments...>::value_type;
    static constexpr auto attempt = [](connection& conn, F of, Arguments... given) -> task<std::optional<result>> {
        auto const mine = co_await try_migration_lock(conn);
        if (!mine)
            co_return std::nullopt;
        auto made = co_await of(conn, std::move(given)...);
        co_return std::optional<result>{std::move(made)};
    };
    for (;;) {
        auto done = co_await store.transaction(attempt, fn, arguments...);
        if (done)
            co_return std::move(*done);
        co_await sleep_for(migration_lock_period);
    }
}

} // namespace praetor::db
