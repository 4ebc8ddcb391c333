// PREFECT_SERVER_…, the database apart.
#pragma once

#include <server/settings/database_settings.hpp>
#include <server/settings/event_retentions.hpp>
#include <server/settings/setting_types.hpp>
#include <server/settings/vacuum_types.hpp>

#include <server/base/log.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::settings {

struct server_api_settings
{
    secret auth_string; // "user:password"; empty: nobody has to prove who it is
    std::string host = "127.0.0.1";
    std::uint16_t port = 4200;        // 0: any free one
    std::string base_path;            // empty: "/api"; see base_path()
    std::int64_t default_limit = 200; // rows of a page, the most a request may ask for
    whole_seconds keepalive_timeout = 5s;
    bool csrf_protection_enabled = false;
    time_span csrf_token_expiration = 1h;
    std::vector<std::string> cors_allowed_origins{"*"};
    std::vector<std::string> cors_allowed_methods{"*"};
    std::vector<std::string> cors_allowed_headers{"*"};
    seconds websocket_ping_interval = 20s;
    seconds websocket_ping_timeout = 20s;
    byte_size max_parameter_size{524'288}; // of a flow run's parameters as JSON
};

struct server_concurrency_settings
{
    seconds initial_deployment_lease_duration = 300s;
    seconds maximum_concurrency_slot_wait_seconds = 30s;
};

struct server_deployments_settings
{
    seconds concurrency_slot_wait_seconds = 30s;
};

struct server_events_settings
{
    bool stream_out_enabled = true; // /events/out tells what happens, not only what is stored
    std::size_t maximum_labels_per_resource = 500;
    std::size_t maximum_related_resources = 100;
    byte_size maximum_size_bytes{1'500'000};
    time_span retention_period = 168h;     // events that are older go
    time_span expired_bucket_buffer = 60s; // how long buckets of triggers stay after their end
    time_span proactive_granularity = 5s;  // how often time is looked at by triggers that wait for events
    time_span maximum_websocket_backfill = 15min;
    std::int64_t websocket_backfill_page_size = 250;
    std::size_t maximum_event_name_length = 1'024; // code points
};

struct server_flow_run_graph_settings
{
    std::int64_t max_nodes = 10'000;
    std::int64_t max_artifacts = 10'000;
};

// The reference, whose streams need a broker, streams no logs by itself.
struct server_logs_settings
{
    bool stream_out_enabled = true;        // /logs/out tells logs
    bool stream_publishing_enabled = true; // POST /logs/ has its logs told
};

// Of a service that stores events. The reference waits for 20 events or 5 seconds; praetor stores at once and gathers
// only while a batch is on its way, unless flush_interval asks for more.
struct event_batch_settings
{
    bool enabled = true;
    std::size_t batch_size = 500; // events a transaction
    seconds flush_interval = 0s;  // how long events may gather before they are a batch
};

struct event_persister_settings : event_batch_settings
{
    std::size_t queue_max_size = 50'000;
    int max_flush_retries = 5;
};

struct cancellation_cleanup_settings
{
    bool enabled = true;
    seconds loop_seconds = 20s;
    seconds cancelling_timeout_seconds = 300s; // runs that are being cancelled for longer are cancelled
};

struct db_vacuum_settings
{
    vacuum_types enabled;
    seconds loop_seconds = 3'600s;
    seconds orphan_cleanup_loop_seconds = 86'400s;
    time_span retention_period = 90 * 24h; // of flow runs, from their end on
    std::int64_t batch_size = 200;         // the most rows that one transaction deletes
    event_retentions event_retention_overrides{{"prefect.flow-run.heartbeat", 168h}};
};

struct triggers_settings
{
    bool enabled = true;
};

struct foreman_settings
{
    bool enabled = true;
    seconds loop_seconds = 15s;
    std::int64_t inactivity_heartbeat_multiple = 3;
    whole_seconds fallback_heartbeat_interval_seconds{30};
    whole_seconds deployment_last_polled_timeout_seconds{60};
    whole_seconds work_queue_last_polled_timeout_seconds{60};
};

struct late_runs_settings
{
    bool enabled = true;
    seconds loop_seconds = 5s;
    time_span after_seconds = 15s;
};

struct pause_expirations_settings
{
    bool enabled = true;
    seconds loop_seconds = 5s;
};

struct repossessor_settings
{
    bool enabled = true;
    seconds loop_seconds = 15s;
};

struct cleanup_reconciler_settings
{
    bool enabled = true;
    seconds loop_seconds = 5s;
    std::int64_t batch_size = 100; // leases a step
};

struct scheduler_settings
{
    bool enabled = true;
    seconds loop_seconds = 60s;
    seconds recent_deployments_loop_seconds = 5s;
    std::int64_t deployment_batch_size = 100; // schedules that are worked out together
    std::int64_t insert_batch_size = 500;     // about so many runs a transaction
    std::int64_t min_runs = 3;                // of a schedule, ahead; and as many as
    time_span min_scheduled_time = 1h;        // reach so far ahead; but not more than
    std::int64_t max_runs = 100;              // so many, and none beyond
    time_span max_scheduled_time = 100 * 24h;
};

struct server_services_settings
{
    cancellation_cleanup_settings cancellation_cleanup;
    db_vacuum_settings db_vacuum;
    event_persister_settings event_persister;
    foreman_settings foreman;
    late_runs_settings late_runs;
    pause_expirations_settings pause_expirations;
    event_batch_settings task_run_recorder;
    repossessor_settings repossessor;
    cleanup_reconciler_settings cleanup_reconciler;
    scheduler_settings scheduler;
    triggers_settings triggers;
};

// Of task runs that wait for task workers.
struct server_task_scheduling_settings
{
    std::size_t max_scheduled_queue_size = 1'000'000; // of one task key; 0: no limit
};

struct server_tasks_settings
{
    seconds tag_concurrency_slot_wait_seconds = 10s;
    std::int64_t max_cache_key_length = 2'000; // code points
    server_task_scheduling_settings scheduling;
};

struct server_ui_settings
{
    bool enabled = true;
    bool v2_enabled = true;
    std::string api_url; // empty: found from the others
    std::string serve_base = "/";
    std::string static_directory; // for copies of the dashboards' files; empty: praetor/served in PREFECT_HOME
};

// Of cleanups that workers do for the server.
struct server_worker_channel_settings
{
    seconds cleanup_lease_seconds = 30s; // a worker has that long, and asks for more
    std::int64_t cleanup_max_delivery_attempts = 3;
    std::optional<seconds> cleanup_completed_idempotency_retention_seconds; // nothing: for ever
};

struct server_settings
{
    log::level logging_level = log::level::warning;
    bool metrics_enabled = false;
    bool log_retryable_errors = false; // replies of 503, as errors; else as information
    bool register_blocks_on_start = true;
    std::int64_t deployment_schedule_max_scheduled_runs = 50; // the most that a schedule may ask for
    server_api_settings api;
    server_concurrency_settings concurrency;
    database_settings database;
    server_deployments_settings deployments;
    server_events_settings events;
    server_flow_run_graph_settings flow_run_graph;
    server_logs_settings logs;
    server_services_settings services;
    server_tasks_settings tasks;
    server_ui_settings ui;
    server_worker_channel_settings worker_channel;
};

} // namespace praetor::settings
