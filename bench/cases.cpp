#include <bench/cases.hpp>

namespace praetor::bench {

std::span<known_case const> all_cases()
{
    static constexpr known_case cases[] = {
        {"health", measure_health},
        {"read", measure_read},
        {"filter", measure_filter},
        {"create", measure_create},
        {"lifecycle", measure_lifecycle},
        {"events-in", measure_events_in},
        {"events-out", measure_events_out},
        {"backfill", measure_backfill},
        {"filter-join", measure_filter_join},
        {"history", measure_history},
        {"graph-v2", measure_graph},
        {"bulk-set-state", measure_bulk_set_state},
        {"paginate", measure_paginate},
        {"health-under-load", measure_health_under_load},
        {"worker-poll", measure_worker_poll},
        {"deploy", measure_deploy},
        {"deployment-run", measure_deployment_run},
        {"deployments-filter", measure_deployments_filter},
        {"deployments-paginate", measure_deployments_paginate},
        {"dashboard-page", measure_dashboard_page},
        {"dashboard-script", measure_dashboard_script},
    };
    return cases;
}

} // namespace praetor::bench
