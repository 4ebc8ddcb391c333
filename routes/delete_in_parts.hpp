// What of a deletion goes before its transaction.
#pragma once

#include <routes/scope.hpp>

#include <models/logs/delete_logs.hpp>

namespace praetor::routes {

// Calls `some`, which deletes so many rows and gives how many went, in a transaction each time until there are no more.
// May be cancelled at any await: what is gone then was to go.
template <class... Args, class... Values>
task<void> delete_in_parts(scope& rq, std::int64_t at_a_time,
                           task<std::int64_t> (*some)(db::connection&, uuid, std::int64_t, Args...), uuid id,
                           Values... values)
{
    auto gone = at_a_time;
    while (gone == at_a_time)
        gone = co_await rq.db().transaction(some, id, at_a_time, values...);
}

// The logs of something that is about to be deleted.
inline task<void> delete_logs(scope& rq, task<std::int64_t> (*some)(db::connection&, uuid, std::int64_t), uuid id)
{
    static constexpr std::int64_t at_a_time = 10'000;
    return delete_in_parts(rq, at_a_time, some, id);
}

} // namespace praetor::routes
