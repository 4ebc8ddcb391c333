# shellcheck shell=bash
# A venv of its own with the reference and what the tests beside it need, from the pinned lists.

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
