// Concurrency limits by tag, as the first version of the API shows them: limits "tag:<tag>" of the second version,
// whose slots are leased to task runs. Rows of table concurrency_limit, which older releases left, count where there is
// no such limit; they name their task runs themselves.
#pragma once

#include <models/limits/concurrency_lease.hpp>
#include <models/with_events.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace praetor::models {

struct tag_limit : stored_row
{
    std::string tag;
    std::int64_t concurrency_limit = 0;
    std::vector<std::string> active_slots; // ids of task runs
};
BOOST_DESCRIBE_STRUCT(tag_limit, (stored_row), (tag, concurrency_limit, active_slots))

struct tag_limit_create
{
    static constexpr bool refuses_unknown = true;
    std::string tag;
    std::int64_t concurrency_limit = 0;
};
BOOST_DESCRIBE_STRUCT(tag_limit_create, (), (tag, concurrency_limit))

using tag_limit_key = std::variant<uuid, std::string>; // an id or a tag

struct stored_tag_limit
{
    tag_limit row;
    bool is_new = false;
};

// Creates a limit, or sets the one of this tag. error{errc::unprocessable} for a tag that no limit can be named after,
// or a negative limit where there is one.
task<with_events<stored_tag_limit>> store_tag_limit(db::connection& conn, tag_limit_create wanted);
task<std::optional<tag_limit>> read_tag_limit(db::connection& conn, tag_limit_key which);
// By tag, those of older releases last.
task<std::vector<tag_limit>> read_tag_limits(db::connection& conn, page range);

// Takes every slot from who holds it and gives them to these task runs. False where there is no such limit.
task<bool> reset_tag_limit(db::connection& conn, std::string tag, std::vector<uuid> holders, max_waits waits);

// Ends its leases too. False where there is no such limit.
task<with_events<bool>> delete_tag_limit(db::connection& conn, tag_limit_key which, max_waits waits);

struct minimal_limit
{
    uuid id;
    std::string name;
    std::int64_t limit = 0;
};
BOOST_DESCRIBE_STRUCT(minimal_limit, (), (id, name, limit))

// Why a task run gets no slots; who may try again is told when.
struct tag_refusal
{
    std::string reason;
    bool may_retry = false;
};
using tag_answer = std::variant<std::vector<minimal_limit>, tag_refusal>;

// Takes a slot of the limit of every tag for a task run, or of none. Tags without a limit are passed over.
task<tag_answer> acquire_tag_slots(db::connection& conn, std::vector<std::string> tags, uuid task_run, max_waits waits);
// Gives back what a task run holds of these tags.
task<std::vector<minimal_limit>> release_tag_slots(db::connection& conn, std::vector<std::string> tags, uuid task_run,
                                                   max_waits waits);

} // namespace praetor::models
