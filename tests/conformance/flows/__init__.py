"""Flows that one process runs against one server. A module is a scenario: run() runs it and says what a client saw.

A scenario whose process does not live to tell says OWN_PROCESS."""
