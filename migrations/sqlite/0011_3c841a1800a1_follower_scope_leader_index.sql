-- The followers of an event are found by their leader.
-- after: 7655f31c5157
-- up
CREATE INDEX ix_ae_follower_scope_leader ON automation_event_follower (scope, leader_event_id);

-- down
DROP INDEX ix_ae_follower_scope_leader;
