#include <tests/fuzz/seeded_content.hpp>

namespace praetor::fuzz {

void add_content(db::sqlite::connection& conn)
{
    conn.run_script_now(R"(
INSERT INTO flow (id, name, tags) VALUES ('00000000-0000-4000-8000-000000000001', 'etl', '["a","b"]');
INSERT INTO flow_run (id, flow_id, name, tags, state_type, state_name, state_timestamp, run_count,
  expected_start_time, start_time)
VALUES ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'able-ant', '["a"]', 'RUNNING',
  'Running', '2026-01-01 00:00:00.000000', 1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000');
INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp, state_details)
VALUES ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000002', 'RUNNING', 'Running',
  '2026-01-01 00:00:00.000000', '{}');
UPDATE flow_run SET state_id = '00000000-0000-4000-8000-000000000003', total_run_time = '1970-01-01 00:00:00.000000';
INSERT INTO task_run (id, flow_run_id, task_key, dynamic_key, name, tags, state_type, state_name, run_count, task_inputs,
  start_time, expected_start_time)
VALUES ('00000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-000000000002', 't', '0', 't-0', '["a"]',
  'RUNNING', 'Running', 1, '{"x":[{"input_type":"constant","type":"int"}]}', '2026-01-01 00:00:00.000000',
  '2026-01-01 00:00:00.000000');
INSERT INTO task_run_state (id, task_run_id, type, name, timestamp, state_details)
VALUES ('00000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-000000000004', 'RUNNING', 'Running',
  '2026-01-01 00:00:00.000000', '{}');
UPDATE task_run SET state_id = '00000000-0000-4000-8000-000000000005', total_run_time = '1970-01-01 00:00:00.000000';
INSERT INTO variable (id, name, value, tags) VALUES ('00000000-0000-4000-8000-000000000006', 'v', '1', '["a"]');
INSERT INTO concurrency_limit_v2 (id, name, "limit", active, active_slots, denied_slots, slot_decay_per_second,
  avg_slot_occupancy_seconds)
VALUES ('00000000-0000-4000-8000-000000000007', 'l', 3, true, 0, 0, 0.0, 2.0);
INSERT INTO artifact (id, key, type, data, flow_run_id)
VALUES ('00000000-0000-4000-8000-000000000008', 'k', 'markdown', '"x"', '00000000-0000-4000-8000-000000000002');
INSERT INTO artifact_collection (id, key, latest_id, type, data)
VALUES ('00000000-0000-4000-8000-00000000000b', 'k', '00000000-0000-4000-8000-000000000008', 'markdown', '"x"');
INSERT INTO log (id, name, level, message, timestamp, flow_run_id)
VALUES ('00000000-0000-4000-8000-000000000009', 'n', 20, 'hello world', '2026-01-01 00:00:00.000000',
  '00000000-0000-4000-8000-000000000002');
INSERT INTO flow_run_input (id, flow_run_id, key, value)
VALUES ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000002', 'i', '{}');
INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource, related_resource_ids, related, payload)
VALUES ('00000000-0000-4000-8000-00000000000c', '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000',
  '2026-01-01 00:00:00.000000', 'e', 'r', '{"prefect.resource.id":"r"}', '[]', '[]', '{}');
INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id)
VALUES ('00000000-0000-4000-8000-00000000000d', '2026-01-01 00:00:00.000000', 'r', '', '{}',
  '00000000-0000-4000-8000-00000000000c');
INSERT INTO concurrency_limit (id, tag, concurrency_limit) VALUES ('00000000-0000-4000-8000-00000000000e', 'a', 2);
)");
}

} // namespace praetor::fuzz
