// Rows of praetor_due_action: actions that wait to be done.
#pragma once

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

struct waiting_action
{
    uuid id; // of the invocation
    json_text triggered_action;
    timestamp due{};
    std::int64_t attempts = 0; // that came to nothing
    std::int64_t size = 0;     // about so many bytes
};
BOOST_DESCRIBE_STRUCT(waiting_action, (), (id, triggered_action, due, attempts, size))

// Where what an action does happens: in the database, or elsewhere, and then it may take long.
enum class action_place
{
    inside,
    outside
};

struct due_look
{
    action_place where = action_place::inside;
    timestamp when{};
    std::vector<uuid> held; // is left out
    std::int64_t max_rows = 100;
    std::int64_t max_bytes = std::int64_t{16} << 20;
};

// The first `max_rows` there that are due at `when`; fewer where they are about as long as `max_bytes` together.
task<std::vector<waiting_action>> read_due_actions(db::connection& conn, due_look wanted);

// Lets it wait until `due`; `attempts` came to nothing. False where it is gone.
task<bool> postpone_action(db::connection& conn, uuid id, std::int64_t attempts, timestamp due);

// Keeps one that is due from others for five minutes, in which it is done outside, and counts the attempt: one whose
// server dies meanwhile is done again. False where it is gone, or somebody else has it.
task<bool> lease_action(db::connection& conn, uuid id);

// Takes one away that nobody can read. False where it is gone.
task<bool> drop_action(db::connection& conn, uuid id);

} // namespace praetor::models
