// The settings in the order in which they are shown: those of the reference's server by its own names, then praetor's.
// A line is a setting: its name, the member it is read into, or, where praetor does not read it, the reference's
// default.
#include <server/settings/catalogue.hpp>

#include <server/settings/fields.hpp>
#include <server/settings/prefect_package.hpp>
#include <server/settings/vacuum_types.hpp>

namespace praetor::settings {
namespace {

using namespace std::string_literals;
using std::int64_t;

void list(fields& all, server_api_settings& api)
{
    all.below("server.api");
    all.add("auth_string", api.auth_string);
    all.add("host", api.host);
    all.add("port", api.port);
    all.add("base_path", api.base_path);
    all.add("default_limit", api.default_limit).formerly("PREFECT_API_DEFAULT_LIMIT").at_least(0);
    all.add("keepalive_timeout", api.keepalive_timeout).at_least(0);
    all.add("csrf_protection_enabled", api.csrf_protection_enabled).formerly("PREFECT_SERVER_CSRF_PROTECTION_ENABLED");
    all.add("csrf_token_expiration", api.csrf_token_expiration)
        .formerly("PREFECT_SERVER_CSRF_TOKEN_EXPIRATION")
        .above(0);
    all.add("cors_allowed_origins", api.cors_allowed_origins).formerly("PREFECT_SERVER_CORS_ALLOWED_ORIGINS");
    all.add("cors_allowed_methods", api.cors_allowed_methods).formerly("PREFECT_SERVER_CORS_ALLOWED_METHODS");
    all.add("cors_allowed_headers", api.cors_allowed_headers).formerly("PREFECT_SERVER_CORS_ALLOWED_HEADERS");
    all.add("websocket_ping_interval", api.websocket_ping_interval).at_least(0);
    all.add("websocket_ping_timeout", api.websocket_ping_timeout).above(0); // 0 would end every socket
    all.add("max_parameter_size", api.max_parameter_size);
}

void list(fields& all, server_concurrency_settings& concurrency)
{
    all.below("server.concurrency");
    all.unread("lease_storage", "prefect.server.concurrency.lease_storage.memory"s).checked_by(check_lease_storage);
    all.add("initial_deployment_lease_duration", concurrency.initial_deployment_lease_duration)
        .at_least(30)
        .at_most(3'600);
    all.add("maximum_concurrency_slot_wait_seconds", concurrency.maximum_concurrency_slot_wait_seconds).at_least(0);
}

void list(fields& all, sqlalchemy_settings& sqlalchemy)
{
    auto& args = sqlalchemy.connect_args;
    all.below("server.database.sqlalchemy.connect_args");
    all.add("application_name", args.application_name);
    all.add("search_path", args.search_path);
    all.add("statement_cache_size", args.statement_cache_size);
    all.add("prepared_statement_cache_size", args.prepared_statement_cache_size);
    all.below("server.database.sqlalchemy.connect_args.tls");
    all.add("enabled", args.tls.enabled);
    all.add("ca_file", args.tls.ca_file);
    all.add("cert_file", args.tls.cert_file);
    all.add("key_file", args.tls.key_file);
    all.add("check_hostname", args.tls.check_hostname);
    all.below("server.database.sqlalchemy");
    all.add("pool_size", sqlalchemy.pool_size).formerly("PREFECT_SQLALCHEMY_POOL_SIZE").at_least(0);
    all.add("pool_recycle", sqlalchemy.pool_recycle);
    all.add("pool_timeout", sqlalchemy.pool_timeout).at_least(0);
    all.add("max_overflow", sqlalchemy.max_overflow).formerly("PREFECT_SQLALCHEMY_MAX_OVERFLOW").at_least(-1);
}

void list(fields& all, database_settings& database)
{
    list(all, database.sqlalchemy);
    all.below("server.database");
    all.add("connection_url", database.connection_url).formerly("PREFECT_API_DATABASE_CONNECTION_URL");
    all.add("driver", database.driver).formerly("PREFECT_API_DATABASE_DRIVER").checked_by(check_driver);
    all.add("host", database.host).formerly("PREFECT_API_DATABASE_HOST");
    all.add("port", database.port).formerly("PREFECT_API_DATABASE_PORT").at_least(1);
    all.add("user", database.user).formerly("PREFECT_API_DATABASE_USER");
    all.add("name", database.name).formerly("PREFECT_API_DATABASE_NAME");
    all.add("password", database.password).formerly("PREFECT_API_DATABASE_PASSWORD");
    all.add("echo", database.echo).formerly("PREFECT_API_DATABASE_ECHO");
    all.add("migrate_on_start", database.migrate_on_start).formerly("PREFECT_API_DATABASE_MIGRATE_ON_START");
    all.add("timeout", database.timeout).formerly("PREFECT_API_DATABASE_TIMEOUT").at_least(0);
    all.add("connection_timeout", database.connection_timeout)
        .formerly("PREFECT_API_DATABASE_CONNECTION_TIMEOUT")
        .at_least(0);
    all.add("migration_timeout", database.migration_timeout).above(0);
}

void list(fields& all, server_events_settings& events)
{
    all.below("server.events");
    all.add("stream_out_enabled", events.stream_out_enabled).formerly("PREFECT_API_EVENTS_STREAM_OUT_ENABLED");
    all.unread("related_resource_cache_ttl", time_span{300s}).formerly("PREFECT_API_EVENTS_RELATED_RESOURCE_CACHE_TTL");
    all.add("maximum_labels_per_resource", events.maximum_labels_per_resource)
        .formerly("PREFECT_EVENTS_MAXIMUM_LABELS_PER_RESOURCE");
    all.add("maximum_related_resources", events.maximum_related_resources)
        .formerly("PREFECT_EVENTS_MAXIMUM_RELATED_RESOURCES");
    all.add("maximum_size_bytes", events.maximum_size_bytes).formerly("PREFECT_EVENTS_MAXIMUM_SIZE_BYTES");
    all.add("expired_bucket_buffer", events.expired_bucket_buffer)
        .formerly("PREFECT_EVENTS_EXPIRED_BUCKET_BUFFER")
        .at_least(0);
    all.add("proactive_granularity", events.proactive_granularity)
        .formerly("PREFECT_EVENTS_PROACTIVE_GRANULARITY")
        .at_least(0);
    all.add("retention_period", events.retention_period).formerly("PREFECT_EVENTS_RETENTION_PERIOD").at_least(0);
    all.add("maximum_websocket_backfill", events.maximum_websocket_backfill)
        .formerly("PREFECT_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL")
        .at_least(0);
    all.add("websocket_backfill_page_size", events.websocket_backfill_page_size)
        .formerly("PREFECT_EVENTS_WEBSOCKET_BACKFILL_PAGE_SIZE")
        .above(0);
    all.unread("messaging_broker", "prefect.server.utilities.messaging.memory"s)
        .formerly("PREFECT_MESSAGING_BROKER")
        .checked_by(check_messaging);
    all.unread("messaging_cache", "prefect.server.utilities.messaging.memory"s)
        .formerly("PREFECT_MESSAGING_CACHE")
        .checked_by(check_messaging);
    all.unread("causal_ordering", "prefect.server.events.ordering.memory"s).checked_by(check_ordering);
    all.add("maximum_event_name_length", events.maximum_event_name_length).above(0);
}

void list(fields& all, server_services_settings& services)
{
    auto& cancellations = services.cancellation_cleanup;
    all.below("server.services.cancellation_cleanup");
    all.add("enabled", cancellations.enabled).formerly("PREFECT_API_SERVICES_CANCELLATION_CLEANUP_ENABLED");
    all.add("loop_seconds", cancellations.loop_seconds)
        .formerly("PREFECT_API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS")
        .above(0);
    all.add("cancelling_timeout_seconds", cancellations.cancelling_timeout_seconds).above(0);
    auto& vacuum = services.db_vacuum;
    all.below("server.services.db_vacuum");
    all.add("enabled", vacuum.enabled);
    all.add("loop_seconds", vacuum.loop_seconds).above(0);
    all.add("orphan_cleanup_loop_seconds", vacuum.orphan_cleanup_loop_seconds).above(0);
    all.add("retention_period", vacuum.retention_period).above(3'600);
    all.add("batch_size", vacuum.batch_size).above(0);
    all.add("event_retention_overrides", vacuum.event_retention_overrides);
    all.below("server.services.event_persister");
    all.add("enabled", services.event_persister.enabled).formerly("PREFECT_API_SERVICES_EVENT_PERSISTER_ENABLED");
    all.add("batch_size", services.event_persister.batch_size)
        .formerly("PREFECT_API_SERVICES_EVENT_PERSISTER_BATCH_SIZE")
        .above(0);
    all.unread("read_batch_size", int64_t{1}).formerly("PREFECT_API_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE").above(0);
    all.add("flush_interval", services.event_persister.flush_interval)
        .formerly("PREFECT_API_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL")
        .at_least(0);
    all.add("queue_max_size", services.event_persister.queue_max_size).above(0);
    all.add("max_flush_retries", services.event_persister.max_flush_retries).above(0);
    all.below("server.services.event_logger");
    all.unread("enabled", false).formerly("PREFECT_API_SERVICES_EVENT_LOGGER_ENABLED").satisfied_by("false");
    auto& foreman = services.foreman;
    all.below("server.services.foreman");
    all.add("enabled", foreman.enabled).formerly("PREFECT_API_SERVICES_FOREMAN_ENABLED");
    all.add("loop_seconds", foreman.loop_seconds).formerly("PREFECT_API_SERVICES_FOREMAN_LOOP_SECONDS").above(0);
    all.add("inactivity_heartbeat_multiple", foreman.inactivity_heartbeat_multiple)
        .formerly("PREFECT_API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE")
        .at_least(0);
    all.add("fallback_heartbeat_interval_seconds", foreman.fallback_heartbeat_interval_seconds)
        .formerly("PREFECT_API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS")
        .at_least(0);
    all.add("deployment_last_polled_timeout_seconds", foreman.deployment_last_polled_timeout_seconds)
        .formerly("PREFECT_API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS")
        .at_least(0);
    all.add("work_queue_last_polled_timeout_seconds", foreman.work_queue_last_polled_timeout_seconds)
        .formerly("PREFECT_API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS")
        .at_least(0);
    all.below("server.services.late_runs");
    all.add("enabled", services.late_runs.enabled).formerly("PREFECT_API_SERVICES_LATE_RUNS_ENABLED");
    all.add("loop_seconds", services.late_runs.loop_seconds)
        .formerly("PREFECT_API_SERVICES_LATE_RUNS_LOOP_SECONDS")
        .above(0);
    all.add("after_seconds", services.late_runs.after_seconds)
        .formerly("PREFECT_API_SERVICES_LATE_RUNS_AFTER_SECONDS")
        .at_least(0);
    all.below("server.services.scheduler");
    auto& scheduler = services.scheduler;
    all.add("enabled", scheduler.enabled).formerly("PREFECT_API_SERVICES_SCHEDULER_ENABLED");
    all.add("loop_seconds", scheduler.loop_seconds).formerly("PREFECT_API_SERVICES_SCHEDULER_LOOP_SECONDS").above(0);
    all.add("deployment_batch_size", scheduler.deployment_batch_size)
        .formerly("PREFECT_API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE")
        .above(0);
    all.add("max_runs", scheduler.max_runs).formerly("PREFECT_API_SERVICES_SCHEDULER_MAX_RUNS").above(0);
    all.add("min_runs", scheduler.min_runs).formerly("PREFECT_API_SERVICES_SCHEDULER_MIN_RUNS").at_least(0);
    all.add("max_scheduled_time", scheduler.max_scheduled_time)
        .formerly("PREFECT_API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME")
        .at_least(0);
    all.add("min_scheduled_time", scheduler.min_scheduled_time)
        .formerly("PREFECT_API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME")
        .at_least(0);
    all.add("insert_batch_size", scheduler.insert_batch_size)
        .formerly("PREFECT_API_SERVICES_SCHEDULER_INSERT_BATCH_SIZE")
        .above(0);
    all.add("recent_deployments_loop_seconds", scheduler.recent_deployments_loop_seconds).above(0);
    all.below("server.services.pause_expirations");
    all.add("enabled", services.pause_expirations.enabled).formerly("PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_ENABLED");
    all.add("loop_seconds", services.pause_expirations.loop_seconds)
        .formerly("PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS")
        .above(0);
    all.below("server.services.repossessor");
    all.add("enabled", services.repossessor.enabled);
    all.add("loop_seconds", services.repossessor.loop_seconds).above(0);
    all.below("server.services.cleanup_reconciler");
    all.add("enabled", services.cleanup_reconciler.enabled);
    all.add("loop_seconds", services.cleanup_reconciler.loop_seconds).above(0);
    all.add("batch_size", services.cleanup_reconciler.batch_size).above(0);
    all.below("server.services.task_run_recorder");
    all.add("enabled", services.task_run_recorder.enabled).formerly("PREFECT_API_SERVICES_TASK_RUN_RECORDER_ENABLED");
    all.unread("read_batch_size", int64_t{1}).above(0);
    all.add("batch_size", services.task_run_recorder.batch_size).above(0);
    all.add("flush_interval", services.task_run_recorder.flush_interval).at_least(0);
    all.below("server.services.triggers");
    all.add("enabled", services.triggers.enabled).formerly("PREFECT_API_SERVICES_TRIGGERS_ENABLED");
    all.unread("read_batch_size", int64_t{1}).above(0);
    all.unread("pg_notify_reconnect_interval_seconds", whole_seconds{10});
    all.unread("pg_notify_heartbeat_interval_seconds", whole_seconds{5});
}

void list(fields& all, server_tasks_settings& tasks)
{
    all.below("server.tasks");
    all.add("tag_concurrency_slot_wait_seconds", tasks.tag_concurrency_slot_wait_seconds)
        .formerly("PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS")
        .at_least(0);
    all.add("max_cache_key_length", tasks.max_cache_key_length)
        .formerly("PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH")
        .at_least(0);
    all.below("server.tasks.scheduling");
    all.add("max_scheduled_queue_size", tasks.scheduling.max_scheduled_queue_size)
        .formerly("PREFECT_TASK_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE");
    all.unread("max_retry_queue_size", int64_t{100}).formerly("PREFECT_TASK_SCHEDULING_MAX_RETRY_QUEUE_SIZE");
    all.unread("pending_task_timeout", time_span{0s}).formerly("PREFECT_TASK_SCHEDULING_PENDING_TASK_TIMEOUT");
}

void list(fields& all, server_ui_settings& ui)
{
    all.below("server.ui");
    all.add("enabled", ui.enabled).formerly("PREFECT_UI_ENABLED");
    all.add("v2_enabled", ui.v2_enabled);
    all.add("api_url", ui.api_url).formerly("PREFECT_UI_API_URL");
    all.add("serve_base", ui.serve_base).formerly("PREFECT_UI_SERVE_BASE");
    all.add("static_directory", ui.static_directory).formerly("PREFECT_UI_STATIC_DIRECTORY");
    all.unread("show_promotional_content", true).of_the_client(); // dashboards read it in GET /admin/settings
}

void list(fields& all, server_settings& server)
{
    all.below("server");
    all.add("logging_level", server.logging_level).formerly("PREFECT_LOGGING_SERVER_LEVEL");
    all.unread("analytics_enabled", true).satisfied_by("false");
    all.add("metrics_enabled", server.metrics_enabled).formerly("PREFECT_API_ENABLE_METRICS");
    all.add("log_retryable_errors", server.log_retryable_errors).formerly("PREFECT_API_LOG_RETRYABLE_ERRORS");
    all.add("register_blocks_on_start", server.register_blocks_on_start)
        .formerly("PREFECT_API_BLOCKS_REGISTER_ON_START");
    all.unread("memoize_block_auto_registration", true)
        .formerly("PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION")
        .satisfied_by("false");
    all.unread("memo_store_path", ""s).formerly("PREFECT_MEMO_STORE_PATH");
    all.add("deployment_schedule_max_scheduled_runs", server.deployment_schedule_max_scheduled_runs)
        .formerly("PREFECT_DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS")
        .at_least(0);
    list(all, server.api);
    list(all, server.concurrency);
    list(all, server.database);
    all.below("server.deployments");
    all.add("concurrency_slot_wait_seconds", server.deployments.concurrency_slot_wait_seconds)
        .formerly("PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS")
        .at_least(0);
    all.below("server.docket");
    all.unread("name", "prefect-server"s);
    all.unread("url", "memory://"s).checked_by(check_docket_url);
    all.below("server.ephemeral");
    all.unread("enabled", false).formerly("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE").of_the_client();
    all.unread("startup_timeout_seconds", whole_seconds{20}).of_the_client();
    list(all, server.events);
    all.below("server.flow_run_graph");
    all.add("max_nodes", server.flow_run_graph.max_nodes).formerly("PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES").at_least(0);
    all.add("max_artifacts", server.flow_run_graph.max_artifacts)
        .formerly("PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS")
        .at_least(0);
    all.below("server.logs");
    all.add("stream_out_enabled", server.logs.stream_out_enabled);
    all.add("stream_publishing_enabled", server.logs.stream_publishing_enabled);
    list(all, server.services);
    list(all, server.tasks);
    list(all, server.ui);
    all.below("server.worker_channel");
    all.unread("cleanup_queue_storage", "prefect.server.worker_communication.cleanup_queue.memory"s)
        .checked_by(check_cleanup_storage);
    auto& channel = server.worker_channel;
    all.add("cleanup_lease_seconds", channel.cleanup_lease_seconds).above(0);
    all.add("cleanup_max_delivery_attempts", channel.cleanup_max_delivery_attempts).at_least(1);
    all.add("cleanup_completed_idempotency_retention_seconds", channel.cleanup_completed_idempotency_retention_seconds)
        .at_least(0);
}

void list(fields& all, praetor_otel_settings& otel)
{
    constexpr double max_value = 2'147'483'647; // OpenTelemetry's largest number
    all.below("praetor.otel");
    all.add("sdk_disabled", otel.sdk_disabled).checked_by(check_true_or_false);
    all.add("traces_exporter", otel.traces_exporter);
    all.add("service_name", otel.service_name);
    all.add("resource_attributes", otel.resource_attributes);
    all.add("traces_sampler", otel.traces_sampler);
    all.add("traces_sampler_arg", otel.traces_sampler_arg);
    all.add("exporter_otlp_endpoint", otel.exporter_otlp_endpoint);
    all.add("exporter_otlp_traces_endpoint", otel.exporter_otlp_traces_endpoint);
    all.add("exporter_otlp_protocol", otel.exporter_otlp_protocol);
    all.add("exporter_otlp_traces_protocol", otel.exporter_otlp_traces_protocol);
    all.add("exporter_otlp_headers", otel.exporter_otlp_headers);
    all.add("exporter_otlp_traces_headers", otel.exporter_otlp_traces_headers);
    all.add("exporter_otlp_timeout", otel.exporter_otlp_timeout).at_least(0).at_most(max_value);
    all.add("exporter_otlp_traces_timeout", otel.exporter_otlp_traces_timeout).at_least(0).at_most(max_value);
    all.add("bsp_schedule_delay", otel.bsp_schedule_delay).at_least(1).at_most(max_value);
    all.add("bsp_export_timeout", otel.bsp_export_timeout).at_least(0).at_most(max_value);
    all.add("bsp_max_queue_size", otel.bsp_max_queue_size).at_least(1).at_most(1'000'000); // a kilobyte each
    all.add("bsp_max_export_batch_size", otel.bsp_max_export_batch_size).at_least(1).at_most(100'000);
}

void list(fields& all, praetor_settings& praetor)
{
    auto& database = praetor.database;
    all.below("praetor.database");
    all.add("readers", database.readers).at_least(0).at_most(256); // a thread and a connection each
    all.add("read_urls", database.read_urls);
    all.add("max_replica_lag", database.max_replica_lag).at_least(0);
    all.add("slow_query_ms", database.slow_query_ms).at_least(0).at_most(86'400'000); // a day
    all.below("praetor.metrics");
    all.add("enabled", praetor.metrics.enabled);
    all.below("praetor.database");
    all.add("full_sync", database.full_sync);
    all.add("busy_timeout", database.busy_timeout).at_least(0);
    all.add("pgbouncer", database.pgbouncer);
    all.add("retries", database.retries).at_least(0).at_most(1'000);
    all.add("echo_values", database.echo_values);
    all.add("wait_seconds", database.wait_seconds).at_least(0);
    all.below("praetor");
    all.add("task_claim_seconds", praetor.task_claim_seconds).at_least(1);
    all.add("forwarded_allow_ips", praetor.forwarded_allow_ips).formerly("FORWARDED_ALLOW_IPS");
    all.add("login_failures", praetor.login_failures).at_least(0).at_most(1'000'000);
    all.add("audit_retention_period", praetor.audit_retention_period).at_least(0);
    all.add("unix_socket_mode", praetor.unix_socket_mode).checked_by(check_mode);
    all.add("encryption_key", praetor.encryption_key)
        .named("PREFECT_SERVER_ENCRYPTION_KEY")
        .formerly("ORION_ENCRYPTION_KEY")
        .checked_by(check_encryption_key);
    all.add("prefect_package", praetor.prefect_package).checked_by(check_prefect_package);
    auto& tls = praetor.tls;
    all.below("praetor.tls");
    all.add("cert_file", tls.cert_file);
    all.add("key_file", tls.key_file);
    all.add("key_password", tls.key_password);
    all.add("client_ca_file", tls.client_ca_file);
    all.add("client_cert", tls.client_cert).checked_by(check_client_cert);
    all.add("health_cert_file", tls.health_cert_file);
    all.add("health_key_file", tls.health_key_file);
    list(all, praetor.otel);
}

} // namespace

std::vector<field> catalogue(values& into)
{
    fields all;
    list(all, into.server);
    all.below("api");
    all.add("url", into.api.url);
    all.below("");
    all.add("home", into.home);
    all.add("profiles_path", into.profiles_path);
    all.add("ui_url", into.ui_url);
    all.below("testing");
    all.add("test_mode", into.testing.test_mode).formerly("PREFECT_TEST_MODE");
    list(all, into.praetor);
    return all.take();
}

} // namespace praetor::settings
