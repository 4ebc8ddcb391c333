// How many slots the runs of work pools and queues take of their limits.
#pragma once

#include <db/grammar.hpp>
#include <db/query/expression.hpp>

#include <cstdint>
#include <optional>

namespace praetor::models {

// Over a row of table work_pool: its PENDING and RUNNING runs; NULL where it has no limit.
db::query::expression<std::optional<std::int64_t>> active_slots_of_pool(db::grammar const& grammar);

// Over a row of table work_queue: its PENDING and RUNNING runs, and those CANCELLING where `counts_cancelling`; NULL
// where it has no limit.
db::query::expression<std::optional<std::int64_t>> active_slots_of_queue(db::grammar const& grammar,
                                                                         bool counts_cancelling);

} // namespace praetor::models
