// Cleanups: what workers do for the server where a run may have left infrastructure behind, such as one that was
// cancelled and did not end in time. They wait in table praetor_cleanup: a cleanup is waiting; reserved for one worker
// for as long as its lease; completed; or dead, where it was tried often enough (decision 0018).
#pragma once

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

namespace cleanup_kind {
// Ends what a run left behind that was told to stop and did not say that it did.
inline constexpr std::string_view cancelling_timeout = "cancelling_timeout_teardown.v1";
// Ends what a worker began for a run that never started.
inline constexpr std::string_view pending_claim = "pending_claim_teardown.v1";
} // namespace cleanup_kind

// What is to be done, by a worker of which work pool. Whoever asks for the same again, by its id or by its key within
// the pool, is given what is there.
struct new_cleanup
{
    uuid message_id;
    std::string idempotency_key;
    uuid work_pool_id;
    std::optional<uuid> work_queue_id; // workers of this queue are preferred
    std::string kind;
    json_text target; // an object
    json_text data{"{}"};
};
BOOST_DESCRIBE_STRUCT(new_cleanup, (), (message_id, idempotency_key, work_pool_id, work_queue_id, kind, target, data))

struct cleanup : new_cleanup
{
    std::int64_t delivery_count = 0; // how often it was given to a worker
};
BOOST_DESCRIBE_STRUCT(cleanup, (new_cleanup), (delivery_count))

struct cleanup_policy
{
    duration lease;                     // from a delivery, or a renewal, on
    std::int64_t max_deliveries = 3;    // one that ends without success after these is the last
    std::optional<duration> remembered; // how long completed ones are known; nothing: for ever
};

// Stores a cleanup, unless it is known, and gives it. error{errc::conflict} where the id
// is that of another one.
task<cleanup> enqueue_cleanup(db::connection& conn, new_cleanup wanted);

struct reserved_cleanup : cleanup
{
    std::string reservation_token; // proves that one has it
    timestamp lease_expires{};
};
BOOST_DESCRIBE_STRUCT(reserved_cleanup, (cleanup), (reservation_token, lease_expires))

struct cleanup_wish
{
    uuid work_pool_id;
    std::vector<std::string> kinds;
    std::optional<std::vector<uuid>> work_queues; // of these alone
};

// Reserves the oldest waiting one that fits; nothing where there is none. However many ask, each gets another one.
task<std::optional<reserved_cleanup>> reserve_cleanup(db::connection& conn, cleanup_wish wanted, timestamp when,
                                                      cleanup_policy policy);

// Those of these work pools in which a cleanup waits, or its lease has ended.
task<std::vector<uuid>> pools_with_cleanups(db::connection& conn, std::vector<uuid> pools, timestamp when);

struct ended_lease : cleanup
{
    std::string status; // waiting, or dead
};
BOOST_DESCRIBE_STRUCT(ended_lease, (cleanup), (status))

// Ends up to `max_rows` leases that nobody has renewed, of one work pool or of all: their cleanups wait again, or are
// dead. So is one that waits, and was delivered as often as is allowed by now.
task<std::vector<ended_lease>> end_cleanup_leases(db::connection& conn, std::optional<uuid> work_pool, timestamp when,
                                                  std::int64_t max_rows, cleanup_policy policy);

// Forgets up to `max_rows` that were completed long enough ago, and as many that wait for workers of a pool which is
// gone. Gives their number.
task<std::int64_t> forget_cleanups(db::connection& conn, timestamp when, std::int64_t max_rows, cleanup_policy policy);

} // namespace praetor::models
