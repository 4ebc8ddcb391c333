# shellcheck shell=bash
# ./dev run: the server from the working tree, on a database of its own.

#: run [ARGUMENTS]   build the release program and serve http://127.0.0.1:4200 on SQLite in .data/; ARGUMENTS go to
#:                   `praetor server start`
dev_run() {
  build_program release
  mkdir -p .data
  export PREFECT_HOME=${PREFECT_HOME:-$PWD/.data}
  export PREFECT_SERVER_DATABASE_CONNECTION_URL=${PREFECT_SERVER_DATABASE_CONNECTION_URL:-sqlite+aiosqlite:///$PWD/.data/prefect.db}
  if [ ! -e "$PREFECT_HOME/praetor/prefect" ]; then # the dashboards; without them the server says how to get them
    local from=()
    [ -d .deps/reference ] && from=(--from .deps/reference)
    build/release/praetor dashboard install "${from[@]}" || true
  fi
  exec build/release/praetor server start "$@"
}
