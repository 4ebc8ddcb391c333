# shellcheck shell=bash
# ./dev fuzz, and the short run of it in ./dev test.

fuzz_names=(http json filters schedules websockets)

# fuzz_target SECONDS RESULTS NAME: runs a target on its corpus; what it learns stays in build/fuzz, and a finding too.
fuzz_target() {
  local seconds=$1 results=$2 name=$3 found=build/fuzz/$3
  mkdir -p "$found"
  local log=build/fuzz/$name.log failure=""
  "${under_asan[@]}" build/asan/praetor_fuzz_"$name" -max_total_time="$seconds" -max_len=4096 -timeout=20 \
    -rss_limit_mb=3072 -dict=tests/fuzz/words.dict -artifact_prefix="build/fuzz/$name." -print_final_stats=1 "$found" \
    "tests/fuzz/corpora/$name" >"$log" 2>&1 || failure="<failure/>"
  say "$name: $(grep -o 'cov: [0-9]* ft: [0-9]*' "$log" | tail -1), $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions"
  [ -z "$failure" ] || tail -50 "$log" >&2
  echo "<testsuite><testcase classname=\"fuzz\" name=\"$name\">$failure</testcase></testsuite>" >"$results/fuzz.$name.xml"
  [ -z "$failure" ]
}

# Two at once.
fuzz_targets() {
  local seconds=$1 results=$2 bad=0 running=() one
  shift 2
  for one in "$@"; do
    fuzz_target "$seconds" "$results" "$one" &
    running+=($!)
    if [ ${#running[@]} = 2 ]; then
      wait "${running[0]}" || bad=1
      running=("${running[1]}")
    fi
  done
  wait "${running[0]}" || bad=1
  return $bad
}

#: fuzz [SECONDS] [TARGET …]
#:                   look for inputs that break praetor (600 s each; http, json, filters, schedules, websockets): tests/fuzz/README.md
dev_fuzz() {
  need_packages "${build_packages[@]}" "${test_packages[@]}"
  local seconds=600
  [[ "${1:-}" =~ ^[0-9]+$ ]] && { seconds=$1; shift; }
  build asan ON OFF praetor_fuzz
  fuzz_targets "$seconds" "$(mktemp -d)" "${@:-${fuzz_names[@]}}"
}
