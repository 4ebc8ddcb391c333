// Every declared table. A new one gets a file in tables/ and a line in both lists here.
#pragma once

#include <db/schema/tables/agent.hpp>
#include <db/schema/tables/artifact.hpp>
#include <db/schema/tables/artifact_collection.hpp>
#include <db/schema/tables/automation.hpp>
#include <db/schema/tables/automation_bucket.hpp>
#include <db/schema/tables/automation_event_follower.hpp>
#include <db/schema/tables/automation_held_event.hpp>
#include <db/schema/tables/automation_related_resource.hpp>
#include <db/schema/tables/block_document.hpp>
#include <db/schema/tables/block_document_reference.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_schema_reference.hpp>
#include <db/schema/tables/block_type.hpp>
#include <db/schema/tables/composite_trigger_child_firing.hpp>
#include <db/schema/tables/concurrency_limit.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>
#include <db/schema/tables/configuration.hpp>
#include <db/schema/tables/csrf_token.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/deployment_schedule.hpp>
#include <db/schema/tables/deployment_version.hpp>
#include <db/schema/tables/event_resources.hpp>
#include <db/schema/tables/events.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_input.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/log.hpp>
#include <db/schema/tables/saved_search.hpp>
#include <db/schema/tables/task_run.hpp>
#include <db/schema/tables/task_run_state.hpp>
#include <db/schema/tables/task_run_state_cache.hpp>
#include <db/schema/tables/variable.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>
#include <db/schema/tables/worker.hpp>

#include <boost/mp11/list.hpp>

namespace praetor::db::schema {

using declared_tables = boost::mp11::mp_list<
    agent_table, artifact_table, artifact_collection_table, automation_table, automation_bucket_table,
    automation_event_follower_table, automation_held_event_table, automation_related_resource_table,
    block_document_table, block_document_reference_table, block_schema_table, block_schema_reference_table,
    block_type_table, composite_trigger_child_firing_table, concurrency_limit_table, concurrency_limit_v2_table,
    configuration_table, csrf_token_table, deployment_table, deployment_schedule_table, deployment_version_table,
    event_resources_table, events_table, flow_table, flow_run_table, flow_run_input_table, flow_run_state_table,
    log_table, saved_search_table, task_run_table, task_run_state_table, task_run_state_cache_table, variable_table,
    work_pool_table, work_queue_table, worker_table>;

} // namespace praetor::db::schema
