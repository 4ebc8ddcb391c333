// Global concurrency limits (version 2 of the API): so many slots under a name, taken by who runs and given back. A
// limit with decay is a rate limit: its slots come back by themselves. Tasks take slots of "tag:<tag>" for each of
// their tags.
#pragma once

#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace praetor::models {

// A row of table concurrency_limit_v2.
// Decay is counted from `updated` on.
struct concurrency_limit : stored_row
{
    bool active = true; // one that is not refuses nobody
    std::string name;
    std::int64_t limit = 0;
    std::int64_t active_slots = 0;
    std::int64_t denied_slots = 0;
    double slot_decay_per_second = 0;
    double avg_slot_occupancy_seconds = 2.0;
};
BOOST_DESCRIBE_STRUCT(concurrency_limit, (stored_row),
                      (active, name, limit, active_slots, denied_slots, slot_decay_per_second,
                       avg_slot_occupancy_seconds))

struct not_negative_rule
{
    static bool check(double value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema) { schema["minimum"] = 0; }
};
using not_negative_number = json::constrained<double, not_negative_rule>;

struct concurrency_limit_create
{
    static constexpr bool refuses_unknown = true;
    defaulted<bool> active{true};
    entity_name name;
    non_negative limit;
    defaulted<non_negative> active_slots;
    defaulted<non_negative> denied_slots;
    defaulted<not_negative_number> slot_decay_per_second;
};
BOOST_DESCRIBE_STRUCT(concurrency_limit_create, (),
                      (active, name, limit, active_slots, denied_slots, slot_decay_per_second))

struct concurrency_limit_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<bool>> active;
    patch<std::optional<entity_name>> name;
    patch<std::optional<non_negative>> limit;
    patch<std::optional<non_negative>> active_slots;
    patch<std::optional<non_negative>> denied_slots;
    patch<std::optional<not_negative_number>> slot_decay_per_second;
};
BOOST_DESCRIBE_STRUCT(concurrency_limit_update, (),
                      (active, name, limit, active_slots, denied_slots, slot_decay_per_second))

using concurrency_limit_key = std::variant<uuid, std::string>; // an id or a name

// error{errc::conflict} where the name is taken.
task<with_events<concurrency_limit>> create_concurrency_limit(db::connection& conn, concurrency_limit_create wanted);
// Nothing where there is none. Slots in use are as stored: decay is not taken off.
task<std::optional<concurrency_limit>> read_concurrency_limit(db::connection& conn, concurrency_limit_key which);
// By name.
task<std::vector<concurrency_limit>> read_concurrency_limits(db::connection& conn, page range);
// False where there is no such limit.
task<with_events<bool>> update_concurrency_limit(db::connection& conn, concurrency_limit_key which,
                                                 concurrency_limit_update wanted);
task<with_events<bool>> delete_concurrency_limit(db::connection& conn, concurrency_limit_key which);

BOOST_DEFINE_ENUM_CLASS(slot_mode, concurrency, rate_limit)

// The longest a client is told to wait for a slot of a limit without decay, in seconds.
struct max_waits
{
    double tag = 30;
    double other = 30;
};

struct slot_request
{
    std::vector<std::string> names;
    std::int64_t slots = 1;
    slot_mode mode = slot_mode::concurrency;
    max_waits waits;
};

struct slot_answer
{
    bool acquired = false;
    std::vector<concurrency_limit> limits; // those of the names that exist, inactive ones too
    double retry_after = 0;                // seconds, where nothing was acquired; spread at random
};

// Takes slots of every active limit of these names, or of none. Names without a limit are passed over.
// error{errc::unprocessable} where a limit is smaller than what is asked, or can not limit a rate.
task<slot_answer> acquire_slots(db::connection& conn, slot_request wanted);

// Gives slots of the limits of these names back, and those limits; `occupied` is how many seconds they were held, where
// that is known.
task<std::vector<concurrency_limit>> release_slots(db::connection& conn, std::vector<std::string> names,
                                                   std::int64_t slots, std::optional<double> occupied, max_waits waits);

} // namespace praetor::models

namespace praetor::json {
template <>
inline constexpr bool is_literal<models::slot_mode> = true;
}
