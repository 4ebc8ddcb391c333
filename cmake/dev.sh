# shellcheck shell=bash
# ./dev build and setup.
. cmake/packages.sh

# build PRESET TESTS BENCH TARGETS…
build() {
  local preset=$1 tests=$2 bench=$3
  shift 3
  need_packages "${build_packages[@]}"
  need_boost
  if [ ! -e "build/$preset/build.ninja" ] || ! grep -qs "PRAETOR_TESTS:BOOL=$tests" "build/$preset/CMakeCache.txt" ||
    ! grep -qs "PRAETOR_BENCH:BOOL=$bench" "build/$preset/CMakeCache.txt"; then
    cmake --preset "$preset" -DPRAETOR_TESTS="$tests" -DPRAETOR_BENCH="$bench" >"build.$preset.log" 2>&1 ||
      { cat "build.$preset.log" >&2; rm -f "build.$preset.log"; exit 1; }
    rm -f "build.$preset.log"
  fi
  cmake --build "build/$preset" --target "$@" -- --quiet | { grep -v '^ninja: no work to do' >&2 || true; }
}

# What a preset was configured with stays, so that a command does not undo another's.
option_of() { sed -n "s/^$2:BOOL=//p" "build/$1/CMakeCache.txt" 2>/dev/null | grep . || echo OFF; }
build_program() { build "$1" "$(option_of "$1" PRAETOR_TESTS)" "$(option_of "$1" PRAETOR_BENCH)" praetor; }

#: build [PRESET]    leave the program at build/PRESET/praetor (release; dev, asan, tsan)
dev_build() { build_program "${1:-release}"; }

#: setup             install what the other commands need, and nothing else
dev_setup() {
  need_packages "${build_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}"
  need_boost
  need_reference
  need_releases
}
