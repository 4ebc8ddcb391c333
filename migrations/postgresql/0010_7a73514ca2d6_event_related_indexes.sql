-- Events are found by what they relate to, however much that is.
-- after: 06b7c293bc69
-- up
DROP INDEX ix_events__event_related_occurred;
DROP INDEX ix_events__related_resource_ids;
CREATE INDEX ix_events__related_gin ON events USING gin (related);
CREATE INDEX ix_events__event_occurred ON events (event, occurred);
CREATE INDEX ix_events__related_resource_ids_gin ON events USING gin (related_resource_ids);

-- down
DROP INDEX ix_events__related_resource_ids_gin;
DROP INDEX ix_events__event_occurred;
DROP INDEX ix_events__related_gin;
CREATE INDEX ix_events__event_related_occurred ON events (event, related, occurred);
CREATE INDEX ix_events__related_resource_ids ON events (related_resource_ids);
