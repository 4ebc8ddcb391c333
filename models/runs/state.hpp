// States of flow runs and task runs: what a run is doing, since when, and why.
#pragma once

#include <models/runs/legacy_documents.hpp>

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(state_type, SCHEDULED, PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, CRASHED, PAUSED,
                        CANCELLING)

// "SCHEDULED": the name on the wire and in the rows.
std::string_view to_text(state_type type);

// COMPLETED, FAILED, CANCELLED and CRASHED end a run.
bool is_final(state_type type);

// What rules read and write beside a state. Kept as a JSON object with every key, as the reference keeps it.
struct state_details
{
    std::optional<uuid> flow_run_id;
    std::optional<uuid> task_run_id;
    std::optional<uuid> child_flow_run_id; // of a task run that stands for a subflow
    std::optional<zoned_time> scheduled_time;
    std::optional<std::string> cache_key;
    std::optional<zoned_time> cache_expiration;
    std::optional<bool> deferred = false;
    defaulted<bool> untrackable_result;
    std::optional<zoned_time> pause_timeout;
    defaulted<bool> pause_reschedule;
    std::optional<std::string> pause_key;
    std::optional<std::map<std::string, std::string>> run_input_keyset;
    std::optional<bool> refresh_cache;
    std::optional<bool> retriable;
    std::optional<uuid> transition_id;
    std::optional<uuid> task_parameters_id;
    std::optional<std::string> traceparent;
    std::optional<uuid> deployment_concurrency_lease_id;
};
BOOST_DESCRIBE_STRUCT(state_details, (),
                      (flow_run_id, task_run_id, child_flow_run_id, scheduled_time, cache_key, cache_expiration,
                       deferred, untrackable_result, pause_timeout, pause_reschedule, pause_key, run_input_keyset,
                       refresh_cache, retriable, transition_id, task_parameters_id, traceparent,
                       deployment_concurrency_lease_id))

// A state as rules handle it.
struct state
{
    uuid id;
    state_type type = state_type::PENDING;
    std::string name;
    praetor::timestamp timestamp{};
    std::optional<std::string> message;
    json_text data; // null where there is none
    models::state_details state_details;
};
BOOST_DESCRIBE_STRUCT(state, (), (id, type, name, timestamp, message, data, state_details))

// A state as it passes from its row to a reply: its details stay text.
struct stored_state
{
    uuid id;
    state_type type = state_type::PENDING;
    std::string name;
    praetor::timestamp timestamp{};
    std::optional<std::string> message;
    json_text data;
    stored_document<models::state_details> state_details;
};
BOOST_DESCRIBE_STRUCT(stored_state, (), (id, type, name, timestamp, message, data, state_details))

// The state of a request's body. `name` defaults to the type's, a SCHEDULED state without a time to now.
struct state_create
{
    static constexpr bool refuses_unknown = true;

    state_type type{};
    std::optional<std::string> name;
    std::optional<std::string> message;
    std::optional<json_text> data;
    defaulted<models::state_details> state_details;
};
BOOST_DESCRIBE_STRUCT(state_create, (), (type, name, message, data, state_details))

// "Scheduled" for SCHEDULED: the name of a state that brings none.
std::string default_name(state_type type);

// A new state with an id and a timestamp of its own, from what a client proposes.
state make_state(state_create wanted);

// A new state made by a rule.
state make_state(state_type type, std::string name, std::optional<std::string> message = std::nullopt);

// Takes out the NUL characters of what a client says about a state.
void drop_nul(state& sent);
void drop_nul(state_create& sent);

// Reads the details of a stored state; unknown keys are ignored, a broken text gives empty details.
state parse(stored_state const& stored);

} // namespace praetor::models
