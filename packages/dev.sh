# shellcheck shell=bash
# ./dev package: what praetor is given away as. Each kind is a package.sh beside the files that are its own; what they share
# is here. They end in build/packages/.
. cmake/static_libraries.sh
. packages/parts.sh

#: package KIND [--program FILE]
#:                   make build/packages/…: tarball, deb, wheel or image; of FILE instead of a build of the working tree
dev_package() {
  local kind=${1:-} program="" for=""
  [ -n "$kind" ] && [ -e "packages/$kind/package.sh" ] || die "package tarball, deb, wheel or image"
  [ "${2:-}" = --program ] && program=${3:?a file}
  case $kind in tarball | wheel) for=older_glibc ;; esac # they go to systems of any kind
  [ -n "$program" ] || program=$(build_package_program ${for:+"$for"})
  mkdir -p build/packages
  # shellcheck disable=SC1090
  . "packages/$kind/package.sh"
  SOURCE_DATE_EPOCH=$(commit_time)
  export SOURCE_DATE_EPOCH
  "package_$kind" "$program" build/packages
}

#: docs              write docs/commands.md and docs/settings-reference.md anew, by the release program
dev_docs() {
  build_program release
  build/release/praetor commands >docs/commands.md
  build/release/praetor config reference >docs/settings-reference.md
}
