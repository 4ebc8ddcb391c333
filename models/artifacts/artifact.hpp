// Artifacts: what runs leave for people to look at, and the latest one of each key.
#pragma once

#include <models/artifacts/artifact_filter.hpp>
#include <models/deployments/deployment_filter.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/flows/flow_filter.hpp>
#include <models/stored_row.hpp>
#include <models/task_runs/task_run_filter.hpp>
#include <models/with_events.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// What an artifact and the copy of a key's latest one have in common.
struct artifact_content
{
    std::optional<std::string> type; // "markdown", "table", "progress" …
    std::optional<std::string> description;
    json_text data;
    json_text metadata_; // {"name": "text"}
    std::optional<uuid> flow_run_id;
    std::optional<uuid> task_run_id;
};
BOOST_DESCRIBE_STRUCT(artifact_content, (), (type, description, data, metadata_, flow_run_id, task_run_id))

// A row of table artifact.
struct artifact : stored_row, artifact_content
{
    std::optional<std::string> key;
};
BOOST_DESCRIBE_STRUCT(artifact, (stored_row, artifact_content), (key))

// A row of table artifact_collection: a key, and a copy of its latest artifact.
struct artifact_collection : stored_row, artifact_content
{
    std::string key;
    uuid latest_id;
};
BOOST_DESCRIBE_STRUCT(artifact_collection, (stored_row, artifact_content), (key, latest_id))

// Lower-case letters, digits and dashes.
struct artifact_key_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
};
using artifact_key = json::constrained<std::string, artifact_key_rule>;

struct artifact_create
{
    static constexpr bool refuses_unknown = true;
    std::optional<artifact_key> key;
    std::optional<std::string> type;
    std::optional<std::string> description;
    std::optional<json_text> data;
    std::optional<std::map<std::string, std::string>> metadata_; // a text beyond 500 characters is cut
    std::optional<uuid> flow_run_id;
    std::optional<uuid> task_run_id;
};
BOOST_DESCRIBE_STRUCT(artifact_create, (), (key, type, description, data, metadata_, flow_run_id, task_run_id))

struct artifact_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<json_text>> data;
    patch<std::optional<std::string>> description;
    patch<std::optional<std::map<std::string, std::string>>> metadata_;
};
BOOST_DESCRIBE_STRUCT(artifact_update, (), (data, description, metadata_))

BOOST_DEFINE_ENUM_CLASS(artifact_sort, CREATED_DESC, UPDATED_DESC, ID_DESC, KEY_DESC, KEY_ASC)

// What selects artifacts beside their own filter: the runs that made them.
struct artifact_makers
{
    std::optional<filters::flow_run_filter> flow_runs;
    std::optional<filters::task_run_filter> task_runs;
    std::optional<filters::flow_filter> flows;
    std::optional<filters::deployment_filter> deployments;
};
BOOST_DESCRIBE_STRUCT(artifact_makers, (), (flow_runs, task_runs, flows, deployments))

struct artifact_selection : artifact_makers
{
    static constexpr std::array<std::string_view, 1> read_first{"artifacts"};
    std::optional<filters::artifact_filter> artifacts;
};
BOOST_DESCRIBE_STRUCT(artifact_selection, (artifact_makers), (artifacts))

struct artifact_collection_selection : artifact_makers
{
    static constexpr std::array<std::string_view, 1> read_first{"artifacts"};
    std::optional<filters::artifact_collection_filter> artifacts;
};
BOOST_DESCRIBE_STRUCT(artifact_collection_selection, (artifact_makers), (artifacts))

// Stores an artifact; one with a key becomes the latest of its key.
task<with_events<artifact>> create_artifact(db::connection& conn, artifact_create wanted);

// The row of a key, locked, that comes with the next awaited statement: the row there is, or a new one that is to
// become something, or go, in the same transaction.
class pending_collection
{
public:
    pending_collection(db::connection& conn, std::string const& key);

    // Enqueues an artifact of this key as its latest; what it does not say stays in the row as the one before left it.
    // Once, after the next awaited call, or drop() instead.
    with_events<artifact> store(db::connection& conn, artifact_create const& wanted);
    // The key stays as it was.
    void drop(db::connection& conn);

private:
    timestamp when_;
    uuid id_; // of a new row
    db::connection::deferred<artifact_collection> row_;
};

// Enqueues an artifact without a key.
artifact enqueue_artifact(db::connection& conn, artifact_create const& wanted);

// Nothing where there is none.
task<std::optional<artifact>> read_artifact(db::connection& conn, uuid id);
// Nothing where no artifact has this key.
task<std::optional<artifact_collection>> read_latest_artifact(db::connection& conn, std::string key);
// In the order of `sort`; the part that `range` says.
task<std::vector<artifact>> read_artifacts(db::connection& conn, artifact_selection wanted, artifact_sort sort,
                                           page range);
// The same of the latest of each key.
task<std::vector<artifact_collection>> read_latest_artifacts(db::connection& conn, artifact_collection_selection wanted,
                                                             artifact_sort sort, page range);
// All that match, whatever the page.
task<std::int64_t> count_artifacts(db::connection& conn, artifact_selection wanted);
// As count_artifacts().
task<std::int64_t> count_latest_artifacts(db::connection& conn, artifact_collection_selection wanted);

// Changes an artifact and, where it is the latest of its key, the key's copy. False where there is none.
task<bool> update_artifact(db::connection& conn, uuid id, artifact_update wanted);

// Deletes an artifact; its key then has the one before as its latest, or goes too. False where there is none.
task<with_events<bool>> delete_artifact(db::connection& conn, uuid id);

} // namespace praetor::models
