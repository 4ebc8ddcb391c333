// Where the data of a state is kept: in an artifact of its run, to which the state refers. States of older versions,
// and those that task runs tell by events, have it in their own column.
#pragma once

#include <models/artifacts/artifact.hpp>
#include <models/events/event.hpp>

#include <server/base/json/text.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>
#include <db/query/expression.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// The data of a state, whose table goes by the name `state` in the statement. A subquery, since PostgreSQL plans a
// statement with one table less to join in two thirds of the time, and most states have no data.
db::query::expression<std::optional<json_text>> state_data(std::string_view state);

// What data may say about the artifact that it becomes: {"artifact_key": …, "artifact_type": …, "artifact_description":
// …, …}. Not data of an unpersisted result, which becomes none.
struct artifact_names
{
    std::optional<std::string> key;
    std::optional<std::string> type;
    std::optional<std::string> description;
};

// The artifact of a state that a run asks for. The row of its key, where it names one, comes with the next awaited
// statement, so that a change of state needs no round trip more.
class pending_result
{
public:
    // Takes the names out of the data.
    pending_result(db::connection& conn, json_text& data);

    // Enqueues the artifact of the state that the run reached, which may be another than it asked for; gives it.
    // Nothing where there is no data to keep. Once, after the next awaited call, or drop() instead.
    std::optional<uuid> store(db::connection& conn, json_text const& reached, std::optional<uuid> flow_run_id,
                              std::optional<uuid> task_run_id, std::vector<event>& events);
    void drop(db::connection& conn);

private:
    artifact_names names_;
    std::string named_data_;
    std::optional<pending_collection> row_;
};

// Enqueues the artifact of data that bears no names.
std::optional<uuid> enqueue_state_result(db::connection& conn, json_text const& data, std::optional<uuid> flow_run_id,
                                         std::optional<uuid> task_run_id);

} // namespace praetor::models
