-- Concurrency limits of tags become global limits called tag:<tag>.
-- after: 8bb517bae6f9
-- up
-- The slots that are taken stay taken; their leases end with the server that gave them.
INSERT INTO concurrency_limit_v2 (
    id, name, "limit", active, active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds, created,
    updated
)
SELECT id, 'tag:' || tag, concurrency_limit, 1, coalesce(json_array_length(active_slots), 0), 0, 0.0, 600.0, created, updated
FROM concurrency_limit
WHERE 'tag:' || tag NOT IN (SELECT name FROM concurrency_limit_v2);
DELETE FROM concurrency_limit;

-- down
-- Who holds the slots is not in the database: they come back free.
INSERT INTO concurrency_limit (id, tag, concurrency_limit, active_slots, created, updated)
SELECT id, substr(name, 5), "limit", '[]', created, updated
FROM concurrency_limit_v2
WHERE name GLOB 'tag:*';
DELETE FROM concurrency_limit_v2 WHERE name GLOB 'tag:*';
