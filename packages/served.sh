# shellcheck shell=bash
# For the tries of packages: a server is started by a command, asked for what a user would see, and stopped. Needs bash alone.

say() { printf '%s\n' "try: $*"; }
die() { say "$*"; [ -z "${server:-}" ] || kill "$server" 2>/dev/null; exit 1; }

# ask PATH [BODY]: what http://127.0.0.1:$port PATH answers, head and all.
ask() {
  local path=$1 body=${2:-} method=GET
  [ -z "$body" ] || method=POST
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: text/html, */*\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
    "$method" "$path" "${#body}" "$body" >&3
  cat <&3
  exec 3>&-
}

# expect WORDS COMMAND…: the words are in what it prints.
expect() {
  local words=$1 said
  shift
  said=$("$@" 2>&1) || true
  case $said in *"$words"*) ;; *) die "\"$words\" is not in what \"$*\" says: ${said:0:600}" ;; esac
}

# serve COMMAND…: starts it with $port and $PREFECT_HOME of a try's own, waits until it is healthy, and looks around.
serve() {
  local began=$SECONDS
  export PREFECT_SERVER_API_PORT=$port
  "$@" >/tmp/praetor.log 2>&1 &
  server=$!
  until praetor server health 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || die "it ended: $(cat /tmp/praetor.log)"
    [ $((SECONDS - began)) -lt 60 ] || die "it does not answer: $(cat /tmp/praetor.log)"
    sleep 0.1
  done
  say "answers $((SECONDS - began)) s after its start"
  expect true ask /api/health
  expect '"name":"tried"' ask /api/flows/ '{"name":"tried"}'
  expect '"name":"tried"' ask /api/flows/filter '{}'
  if [ -z "${with_dashboard:-}" ]; then
    expect 'HTTP/1.1 200' ask /
  else
    expect 'Location: http://127.0.0.1/v2/' ask /
    expect 'HTTP/1.1 200' ask /v2/
    expect '<div id="' ask /v2/
  fi
  expect "a server answers at 127.0.0.1:$port" praetor doctor
  expect 'ok    schema' praetor doctor
  kill -TERM "$server"
  wait "$server" || die "it stopped with status $?: $(cat /tmp/praetor.log)"
  server=
  cat /tmp/praetor.log
}
