# shellcheck shell=bash
# ./dev attack, and the short run of it in ./dev test.

#: attack [SECONDS] [--database postgresql] [KIND …]
#:                   send a server of the release build whatever harms it (600 s; bodies, slow_bodies, chunks, heads, framing,
#:                   websockets, readers, handshakes, no_memory, settings) and see that it lives, within its bounds: tests/attack/README.md
dev_attack() {
  build_program release
  local seconds=600
  [[ "${1:-}" =~ ^[0-9]+$ ]] && { seconds=$1; shift; }
  if [[ " $* " == *" --database postgresql "* ]]; then
    start_postgres
    set -- "${@/#postgresql/$postgres_url/postgres}"
  fi
  python3 tests/attack/attack.py build/release/praetor "$seconds" "$@"
}
