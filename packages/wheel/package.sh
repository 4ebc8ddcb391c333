# shellcheck shell=bash
# praetor_server-VERSION-py3-none-manylinux_….whl: `pip install praetor-server`, `uvx praetor-server`.

package_wheel() {
  local root
  root=$(mktemp -d)
  lay_out "$1" "$root"
  python3 packages/wheel/make_wheel.py "$root" "$(package_version)" "$2"
  rm -rf "$root"
}
