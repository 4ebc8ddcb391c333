# shellcheck shell=bash
# ./dev bench, bench-migrations, bench-large, bench-services, bench-vacuum, bench-partitions: each with a PostgreSQL server that syncs, as a real one does.
. tests/support/postgres.sh

#: bench [ARGUMENTS] measure praetor, the reference and the limits of the machine in one run (bench/README.md)
dev_bench() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench praetor_bench_bare_http praetor_bench_raw_sqlite
  start_postgres
  PRAETOR_BENCH_POSTGRES=$postgres_url PRAETOR_REFERENCE_PYTHON=$PWD/.deps/reference/bin/python \
    python3 bench/run "$@"
}

#: bench-compare PROGRAM [ARGUMENTS]
#:                   measure this praetor against another build of it, in turns: no request may become slower
dev_bench_compare() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench
  start_postgres
  PRAETOR_BENCH_POSTGRES=$postgres_url python3 bench/compare "$@"
}

#: bench-migrations [RUNS]
#:                   time every migration on a database with 1,000,000 flow runs, on both dialects
dev_bench_migrations() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build_program release
  start_postgres
  PRAETOR_BENCH_POSTGRES=$postgres_url PRAETOR_PROGRAM=$PWD/build/release/praetor PATH=$postgres_bin:$PATH \
    python3 bench/databases/migrations "$@"
}

#: bench-large [ARGUMENTS]
#:                   measure praetor on a million seeded flow runs, PostgreSQL and SQLite (docs/database.md)
dev_bench_large() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build_program release
  start_postgres "-c shared_buffers=1GB -c max_wal_size=8GB"
  PRAETOR_BENCH_POSTGRES=$postgres_url python3 bench/databases/large "$@"
}

#: bench-dashboards [ARGUMENTS]
#:                   measure the pages of the dashboard at /v2 in a browser on a million flow runs, praetor beside the reference
dev_bench_dashboards() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build_program release
  start_postgres "-c shared_buffers=1GB -c max_wal_size=8GB"
  PRAETOR_BENCH_POSTGRES=$postgres_url PRAETOR_REFERENCE_PYTHON=$PWD/.deps/reference/bin/python \
    .deps/reference/bin/python bench/dashboards "$@"
}

#: bench-tls [ARGUMENTS]
#:                   measure what TLS costs beside plain connections, and a handshake by each kind of key
dev_bench_tls() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench
  python3 bench/tls "$@"
}

#: bench-services [ARGUMENTS]
#:                   measure what the scheduler and the service of late runs do, praetor beside the reference
dev_bench_services() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build_program release
  start_postgres
  PRAETOR_BENCH_POSTGRES=$postgres_url PRAETOR_REFERENCE_PYTHON=$PWD/.deps/reference/bin/python python3 bench/services "$@"
}

#: bench-triggers [ARGUMENTS]
#:                   measure how many events a second are evaluated beside automations, praetor beside the reference
dev_bench_triggers() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build_program release
  start_postgres
  PRAETOR_BENCH_POSTGRES=$postgres_url PRAETOR_REFERENCE_PYTHON=$PWD/.deps/reference/bin/python python3 bench/triggers "$@"
}

#: bench-vacuum [ARGUMENTS]
#:                   measure what clients notice of the vacuum on PostgreSQL, and how fast it deletes events and flow runs
dev_bench_vacuum() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench
  start_postgres "-c shared_buffers=1GB -c max_wal_size=8GB"
  PRAETOR_BENCH_POSTGRES=$postgres_url python3 bench/databases/vacuum "$@"
}

#: bench-partitions [ARGUMENTS]
#:                   measure what partitions by day change for events on PostgreSQL: pages, counts, new events, retention
dev_bench_partitions() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench
  start_postgres "-c shared_buffers=1GB -c max_wal_size=8GB"
  PRAETOR_BENCH_POSTGRES=$postgres_url python3 bench/databases/partitions "$@"
}

#: bench-workers [ARGUMENTS]
#:                   measure what several processes on one port give and cost, PostgreSQL's share beside praetor's
dev_bench_workers() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  build release "$(option_of release PRAETOR_TESTS)" ON praetor praetor_bench
  start_postgres "-c shared_buffers=1GB -c max_wal_size=8GB"
  PRAETOR_BENCH_POSTGRES=$postgres_url python3 bench/workers "$@"
}
