# shellcheck shell=bash
# Venvs of their own: for the reference with what the tests beside it need, from the pinned lists; for other releases.

need_reference() {
  local wanted
  wanted=$(cat tests/reference.txt tests/tools.txt | sha256sum)
  [ "$(cat .deps/reference/.made-from 2>/dev/null || true)" = "$wanted" ] && return
  say "installing the reference (Prefect $(sed -n 's/^prefect==\([^ ;]*\).*/\1/p' tests/reference.txt)) into .deps/reference"
  rm -rf .deps/reference
  python3 -m venv .deps/reference
  .deps/reference/bin/pip install -q --disable-pip-version-check -r tests/reference.txt -r tests/tools.txt
  echo "$wanted" >.deps/reference/.made-from
}

# The releases whose SDK runs flows in the tests, or those that are named.
need_releases() { python3 tests/conformance/old_releases/releases.py "$@"; }
