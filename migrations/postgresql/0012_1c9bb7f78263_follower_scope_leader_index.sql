-- The followers of an event are found by their leader.
-- after: 4160a4841eed
-- up
CREATE INDEX ix_ae_follower_scope_leader ON automation_event_follower (scope, leader_event_id);

-- down
DROP INDEX ix_ae_follower_scope_leader;
