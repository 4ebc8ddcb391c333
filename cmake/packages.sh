# shellcheck shell=bash
# What must be there before anything is built: Debian's packages and the headers of Boost.

build_packages=(clang-19 lld-19 cargo cmake ninja-build ccache libssl-dev libpq-dev libsqlite3-dev libfmt-dev libspdlog-dev
  libcli11-dev libtomlplusplus-dev libisal-dev libmimalloc-dev prometheus-cpp-dev unzip python3 python3-pip python3-venv)
test_packages=(chromium-headless-shell haproxy libdeflate-dev libclang-rt-19-dev llvm-19 openssl pgbouncer postgresql-15
  postgresql-client-15 sqlite3)
lint_packages=(clang-format-19)
tidy_packages=(clang-tidy-19)

# Installs those of the named packages that are not there.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "missing packages; ask an administrator for: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Boost is header-only for us; Debian 12 has 1.81, which lacks what we use. The wheel holds the unchanged headers.
boost_version=1.90.0
need_boost() {
  [ -e .deps/boost/include/boost/version.hpp ] && return
  say "fetching Boost $boost_version"
  local wheels=.deps/wheels
  rm -rf .deps/boost "$wheels"
  mkdir -p .deps/boost
  python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$wheels" "cmeel-boost==$boost_version"
  unzip -q "$wheels"/cmeel_boost-*.whl 'cmeel.prefix/include/*' -d "$wheels/unpacked"
  mv "$wheels/unpacked/cmeel.prefix/include" .deps/boost/include
  rm -rf "$wheels"
}
