# shellcheck shell=bash
# ./dev test. Builds go ahead of the tests, so that no core waits: while a part runs, what the next ones need is made.
. tests/support/postgres.sh
. tests/conformance/reference.sh

# Unit and API tests run once, under sanitizers: optimised as well, two cores would need some ten minutes more.
part_names=(conformance attack asan fuzz) # and, by name, unit (the same without sanitizers) and tsan
results=build/test-results
symbolizer=/usr/lib/llvm-19/bin/llvm-symbolizer
under_asan=(env "ASAN_SYMBOLIZER_PATH=$symbolizer" ASAN_OPTIONS=detect_stack_use_after_return=0
  UBSAN_OPTIONS=print_stacktrace=1)
# die_after_fork: tests of the command line fork, and their children start threads of SQLite.
under_tsan=(env "TSAN_OPTIONS=external_symbolizer_path=$symbolizer die_after_fork=0 suppressions=$PWD/tests/support/tsan.supp")

build_part() {
  case $1 in
    unit) build release ON "$(option_of release PRAETOR_BENCH)" praetor praetor_tests ;;
    conformance) build release ON "$(option_of release PRAETOR_BENCH)" praetor praetor_schedule_dates ;;
    attack) build_program release ;;
    fuzz) build asan ON OFF praetor_fuzz ;;
    asan | tsan | coverage) build "$1" ON OFF praetor_tests ;;
  esac
}

# Says of each part, in turn, whether it could be built and in how many seconds. Tests that run meanwhile go first.
build_parts() {
  renice -n 10 -p $BASHPID >/dev/null
  local part began
  for part in "$@"; do
    began=$SECONDS
    if (build_part "$part" >&2); then echo "built $((SECONDS - began))"; else echo "broken $((SECONDS - began))"; fi
  done
}

# One process a dialect, side by side. What fails is run once more, and named by the closing line: the reference decides
# some things by chance, the more so on a busy machine. What differs for a reason differs again.
conformance() {
  local dialect bad=0 status
  local -A running
  for dialect in sqlite postgresql; do
    PRAETOR_PROGRAM=$PWD/build/release/praetor .deps/reference/bin/python -m pytest -q -p no:cacheprovider \
      "--dialect=$dialect" "--junitxml=$results/conformance.$dialect.xml" --durations=15 --reruns 1 -rR tests/conformance "$@" \
      >"$results/conformance.$dialect.log" 2>&1 &
    running[$dialect]=$!
  done
  for dialect in sqlite postgresql; do
    status=0
    wait "${running[$dialect]}" || status=$?
    cat "$results/conformance.$dialect.log"
    [ $status = 0 ] || [ $status = 5 ] || bad=1 # 5: no test of this dialect was asked for
  done
  return $bad
}

# unit_tests PART PROGRAM…: four processes side by side, for tests wait more than they compute: those of each dialect on
# PostgreSQL, the second in tests/support/dialects.hpp, and all others; of each kind the suites of some first letters.
unit_tests() {
  local share status bad=0
  local -A running tests=(
    [postgresql.1]='a*/*/_1 b*/*/_1 c*/*/_1 d*/*/_1 e*/*/_1'
    [postgresql.2]='*/*/_1 !a* !b* !c* !d* !e*'
    [others.1]='a* b* c* d* e* !*/*/_1'
    [others.2]='!a* !b* !c* !d* !e* !*/*/_1'
  )
  for share in "${!tests[@]}"; do
    local -a filters
    read -ra filters <<<"${tests[$share]}"
    # The log names each test that is entered: JUnit files are written at the end, by a process that reaches it.
    # A fault of memory ends the process where it is: Boost.Test would jump out of a thread that is not its own.
    "${@:2}" "${filters[@]/#/--run_test=}" --logger="HRF,test_suite,stdout:JUNIT,all,$results/$1.$share.xml" \
      --report_level=no --color_output=no --catch_system_errors=no >"$results/$1.$share.log" 2>&1 &
    running[$share]=$!
  done
  for share in "${!tests[@]}"; do
    status=0
    wait "${running[$share]}" || status=$?
    [ $status = 0 ] && continue
    bad=1
    say "$1, $share: ended with status $status"
    grep -h -A3 ': error: in \|: fatal error: in \|runtime error: \|Sanitizer' "$results/$1.$share.log" | head -100 >&2
  done
  return $bad
}

# run_part PART [ARGUMENTS of pytest]
run_part() {
  case $1 in
    unit) unit_tests unit build/release/praetor_tests ;;
    postgres-*) # the package of 18 has no TLS, and its pg_dump writes a setting that 16 refuses
      unit_tests "$1" env "PATH=$postgres_bin:$PATH" build/release/praetor_tests '--run_test=!postgres_tls' \
        $([ "$1" != postgres-16 ] || echo '--run_test=!own_schemas') ;;
    conformance) conformance "${@:2}" ;;
    asan) unit_tests asan "${under_asan[@]}" build/asan/praetor_tests ;;
    attack) python3 tests/attack/attack.py build/release/praetor 45 --junit $results/attack.xml ;;
    fuzz) fuzz_targets 30 $results "${fuzz_names[@]}" ;;
    tsan) unit_tests tsan "${under_tsan[@]}" build/tsan/praetor_tests ;;
    coverage)
      LLVM_PROFILE_FILE=build/coverage/tests.profraw build/coverage/praetor_tests --report_level=no \
        --logger="HRF,warning,stderr:JUNIT,all,$results/coverage.xml" && python3 tests/coverage.py ;;
  esac
}

# A part that failed counts as one failed test where none of its tests says so: it was not built, or it crashed.
count_failure() {
  grep -qs '<failure\|<error' "$results/$1".*xml && return
  echo "<testsuite><testcase classname=\"$1\" name=\"$2\"><failure/></testcase></testsuite>" >"$results/$1.part.xml"
}

#: test [PART …]     run the tests: conformance, attack, asan, fuzz; by name also unit and tsan, the tests of asan without
#:                   sanitizers and under that of threads; -- ARGUMENTS go to pytest
#:                   --coverage runs the unit tests once more and prints how much of db/ they cover
dev_test() {
  local parts=() more=() builds
  while [ $# -gt 0 ]; do
    case $1 in
      unit | conformance | attack | asan | fuzz | tsan) parts+=("$1") ;;
      --coverage) parts+=(coverage) ;;
      --) shift; more=("$@"); break ;;
      *) die "no part of the tests is called $1 (${part_names[*]})" ;;
    esac
    shift
  done
  [ ${#parts[@]} = 0 ] && parts=("${part_names[@]}")
  need_packages "${build_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}"
  rm -rf $results && mkdir -p $results
  exec {builds}< <(build_parts "${parts[@]}")
  need_reference
  need_releases
  # Durability is tested by killing praetor, not the database: no need to wait for the disk.
  start_postgres "$no_fsync"
  export PRAETOR_TEST_POSTGRES=$postgres_url
  say "everything is installed, $SECONDS s since the start"

  local failed=0 part outcome seconds began
  ./dev lint || { count_failure lint "finds nothing"; failed=1; }
  for part in "${parts[@]}"; do
    read -r outcome seconds <&"$builds" || { outcome=broken; seconds=0; }
    say "$part"
    began=$SECONDS
    if [ "$outcome" != built ]; then
      count_failure "$part" "is built"
      failed=1
    elif ! run_part "$part" "${more[@]}"; then
      count_failure "$part" "ends well"
      failed=1
    fi
    say "$part: $seconds s to build, $((SECONDS - began)) s to run, $SECONDS s since the start"
  done
  python3 tests/closing_line.py $results/*.xml || failed=1
  return $failed
}

#: test-postgres [VERSION …]
#:                   the unit and API tests with other releases of PostgreSQL than Debian's: 13, 14, 16, 17 and 18
dev_test_postgres() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  need_reference
  build_part unit
  [ $# -gt 0 ] || set -- 13 14 16 17 18
  rm -rf $results && mkdir -p $results
  local version failed=0
  for version in "$@"; do
    need_postgres "$version"
    export PRAETOR_TEST_POSTGRES_BIN=$postgres_bin
    start_postgres "$no_fsync"
    export PRAETOR_TEST_POSTGRES=$postgres_url
    say "PostgreSQL $version"
    run_part "postgres-$version" || { count_failure "postgres-$version" "ends well"; failed=1; }
    stop_postgres
  done
  trap - EXIT
  python3 tests/closing_line.py --left-out postgres_tls --left-out postgres-16:own_schemas $results/*.xml || failed=1
  return $failed
}
