#include <server/services/service_list.hpp>

namespace praetor::services {

std::vector<listed_service> list_services(settings::server_services_settings const& given)
{
    return {
        {"actions", "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED", "Does what automations ask for when they fire",
         given.triggers.enabled},
        {"cancellation_cleanup", "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED",
         "Cancels task runs and subflows of flow runs that were cancelled", given.cancellation_cleanup.enabled},
        {"cleanup_reconciler", "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED",
         "Gives cleanups to another worker that one has not done in time", given.cleanup_reconciler.enabled},
        {"db_partitions", {}, "Makes the coming partitions of tables that are partitioned by time", true},
        {"db_vacuum_events", "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
         "Deletes events that are older than they are to be kept", vacuums_events(given)},
        {"db_vacuum_flow_runs", "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "Deletes flow runs that ended long ago",
         given.db_vacuum.enabled.flow_runs},
        {"db_vacuum_orphans", "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
         "Deletes logs and artifacts of flow runs that are gone", given.db_vacuum.enabled.orphans},
        {"event_persister", "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED", "Stores the events of clients",
         given.event_persister.enabled},
        {"foreman", "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
         "Notes which workers are silent, and what nobody asks for runs", given.foreman.enabled},
        {"late_runs", "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED", "Marks flow runs late that were not started in time",
         given.late_runs.enabled},
        {"outgoing_actions", "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED",
         "Calls the webhooks and sends the notifications of automations that fired", given.triggers.enabled},
        {"pause_expirations", "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED",
         "Fails flow runs that were paused and not resumed in time", given.pause_expirations.enabled},
        {"recent_deployments_scheduler", "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED",
         "Makes the flow runs of deployments that changed lately", given.scheduler.enabled},
        {"repossessor", "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED", "Gives slots back whose lease nobody renewed",
         given.repossessor.enabled},
        {"scheduler", "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED",
         "Makes the flow runs of schedules ahead of their time", given.scheduler.enabled},
        {"task_run_recorder", "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED",
         "Records task runs out of their clients' events", given.task_run_recorder.enabled},
        {"triggers", "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED",
         "Looks for events that automations wait for, and for their absence", given.triggers.enabled},
    };
}

} // namespace praetor::services
