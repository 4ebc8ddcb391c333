# shellcheck shell=bash
# What every package is made of: the program, its version, and the files beside it.

# build_package_program [older_glibc]: for the system that builds it, or for any with glibc 2.28 or newer.
build_package_program() {
  need_packages "${build_packages[@]}" "${static_packages[@]}"
  need_static_libraries >&2
  build package OFF OFF praetor
  [ "${1:-}" = older_glibc ] || { echo build/package/praetor && return; }
  need_zig >&2
  grep -qs "^PRAETOR_ZIG:.*=$zig_program$" build/package/CMakeCache.txt ||
    cmake -S . -B build/package "-DPRAETOR_ZIG:FILEPATH=$zig_program" >/dev/null
  build package OFF OFF praetor_older_glibc
  local newest
  newest=$(objdump -T build/package/praetor_older_glibc | grep -o 'GLIBC_2[.0-9]*' | sort -Vu | tail -1)
  [ "$newest" = GLIBC_2.28 ] || die "the program asks for $newest: packages/older_glibc/missing_functions.cpp"
  echo build/package/praetor_older_glibc
}

zig_program=$PWD/.deps/zig/ziglang/zig

# The version is that of packages/older_glibc/requirements.txt; it is used for linking alone.
need_zig() {
  [ -x "$zig_program" ] && return
  need_packages python3-pip
  say "installing zig for linking to an older glibc"
  python3 -m pip install --quiet --no-deps --target "$PWD/.deps/zig" -r packages/older_glibc/requirements.txt
}

package_version() { sed -n 's/.*praetor_version = "\(.*\)";/\1/p' models/reference_version.hpp; }
# The time that files are given: of the commit; of a tree that is no clone what SOURCE_DATE_EPOCH says.
commit_time() { git log -1 --format=%ct 2>/dev/null || echo "${SOURCE_DATE_EPOCH:?the time of the source, in seconds since 1970}"; }

# lay_out PROGRAM FOLDER: bin/, share/ and lib/ as under /usr, every file with its final rights.
lay_out() {
  local program=$1 into=$2 shell
  install -D -m 755 "$program" "$into/bin/praetor"
  install -d "$into"/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d,doc/praetor}
  "$program" completion bash >"$into/share/bash-completion/completions/praetor"
  "$program" completion zsh >"$into/share/zsh/vendor-completions/_praetor"
  "$program" completion fish >"$into/share/fish/vendor_completions.d/praetor.fish"
  install -D -m 644 packages/systemd/praetor.service "$into/lib/systemd/system/praetor.service"
  python3 packages/notices.py >"$into/share/doc/praetor/THIRD-PARTY-NOTICES"
  python3 packages/sbom.py "$program" "$(package_version)" >"$into/share/doc/praetor/praetor.cdx.json"
  install -m 644 LICENSE README.md CHANGELOG.md packages/praetor.toml packages/grafana/praetor.json "$into/share/doc/praetor/"
  find "$into" -type d -exec chmod 755 {} +
  find "$into/share" -type f -exec chmod 644 {} +
}

# settle FOLDER: every file as old as the commit.
settle() { find "$1" -depth -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }
