// Rows of table concurrency_limit, which releases before 3.4 left behind: limits that name the task runs in their
// slots.
#pragma once

#include <models/limits/tag_limit.hpp>

namespace praetor::models {

// The rows for which a condition holds, locked in the order of their tags.
db::sql select_legacy_limits(db::grammar const& grammar, db::sql const& condition);

// Writes who is in the limit's slots, with the next awaited statement or the COMMIT.
void enqueue_legacy_slots(db::connection& conn, tag_limit const& limit, timestamp when);

// Takes a run out of the slots of all rows of these tags.
void enqueue_release_of_legacy_slots(db::connection& conn, std::vector<std::string> const& tags, uuid run,
                                     timestamp when);

// Puts a run into a slot, or takes it out; false where it was there, or was not.
bool enter_slot(tag_limit& limit, uuid run);
bool leave_slot(tag_limit& limit, uuid run);

} // namespace praetor::models
