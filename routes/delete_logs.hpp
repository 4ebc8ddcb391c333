// What of a deletion goes before its transaction.
#pragma once

#include <routes/scope.hpp>

#include <models/logs/delete_logs.hpp>

namespace praetor::routes {

// Deletes all logs of something that is about to be deleted, some in each transaction. May be cancelled at any await: what
// is gone then was to go.
inline task<void> delete_logs(scope& rq, task<std::int64_t> (*some)(db::connection&, uuid, std::int64_t), uuid id)
{
    static constexpr std::int64_t at_a_time = 10'000;
    auto gone = at_a_time;
    while (gone == at_a_time)
        gone = co_await rq.db().transaction(some, id, at_a_time);
}

} // namespace praetor::routes
