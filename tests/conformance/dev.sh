# shellcheck shell=bash
# ./dev differ, old-databases, schedules, schemathesis, kill-events, kill-runs: what ./dev test does for a moment, for longer;
# and ./dev follow: the reference beside its next release.
. tests/support/postgres.sh
. tests/conformance/reference.sh

# The release program, the reference and a PostgreSQL server for both.
need_both_servers() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build_program release
  start_postgres "$no_fsync"
  export PRAETOR_TEST_POSTGRES=$postgres_url PRAETOR_PROGRAM=$PWD/build/release/praetor PATH=$postgres_bin:$PATH
}

#: differ [STEPS] [SEED] [sqlite|postgresql|both] [OPTIONS]
#:                   send the same random calls to praetor and to the reference until they differ (10,000 calls on each
#:                   database; --help)
dev_differ() { # a sequence that differs is made short and left in build/differ
  need_both_servers
  PREFECT_HOME=$postgres_folder PYTHONPATH=tests/conformance:tests/conformance/support .deps/reference/bin/python -m differ "$@"
}

#: old-databases     make databases with old releases of Prefect again, for the tests of adoption (tests/fixtures/old_databases)
dev_old_databases() {
  need_packages "${test_packages[@]}"
  need_reference
  start_postgres "-c fsync=off"
  PREFECT_HOME=$postgres_folder PRAETOR_TEST_POSTGRES=$postgres_url PATH=$postgres_bin:$PATH \
    .deps/reference/bin/python tests/conformance/old_releases/make.py "$@"
}

#: follow VERSION    install another release of Prefect beside the reference, and say what differs between the two: operations,
#:                   schemas, settings, migrations, blocks, workers (CONTRIBUTING.md)
dev_follow() {
  [ $# = 1 ] || die "follow which release?"
  need_packages "${test_packages[@]}"
  need_reference
  need_releases "$1"
  start_postgres "-c fsync=off"
  PREFECT_HOME=$postgres_folder PRAETOR_TEST_POSTGRES=$postgres_url PATH=$postgres_bin:$PATH \
    PYTHONPATH=tests/conformance:tests/conformance/support:tests/conformance/old_releases \
    .deps/reference/bin/python -m follow "$1"
}

#: schemathesis [ARGUMENTS]
#:                   at least 20,000 requests made from /openapi.json, on PostgreSQL and on SQLite: no 5xx, no status that
#:                   is not documented; --examples N of each operation, --seed N
dev_schemathesis() {
  need_both_servers
  .deps/reference/bin/python tests/conformance/support/schemathesis_run.py "$@"
}

#: kill-events [TIMES] [sqlite|postgresql]
#:                   SIGKILL while clients send events, 20 times on each dialect: of what got its pong nothing is lost
dev_kill_events() {
  need_both_servers
  PREFECT_HOME=$postgres_folder PYTHONPATH=tests/conformance/support .deps/reference/bin/python \
    tests/conformance/support/event_kills.py "$@"
}

#: kill-runs [SECONDS] [sqlite|postgresql|two-servers …]
#:                   SIGKILL of servers and workers at random while 1,000 schedules make runs (600 s each): all are started
#:                   exactly once, late ones are marked, no scheduled time is missing or doubled
dev_kill_runs() {
  need_both_servers
  PREFECT_HOME=$postgres_folder PYTHONPATH=tests/conformance/support .deps/reference/bin/python \
    tests/conformance/kills/run_kills.py "$@"
}

#: schedules [COUNT] [SEED]
#:                   compare the dates of random schedules with those of the reference (100,000 from seed 1 on)
dev_schedules() {
  need_reference
  build release ON "$(option_of release PRAETOR_BENCH)" praetor_schedule_dates
  PREFECT_HOME=$PWD/build/schedules .deps/reference/bin/python tests/conformance/support/schedule_comparison.py \
    build/release/praetor_schedule_dates "$@"
}
