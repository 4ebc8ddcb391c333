# shellcheck shell=bash
# Static archives of the libraries that Debian has as shared ones alone, built from Debian's own sources into .deps/static,
# for programs that leave this machine (packages/). OpenSSL and SQLite have theirs in -dev packages.

static_packages=(binutils bzip2 debian-archive-keyring dpkg-dev make nasm patch perl xz-utils zlib1g-dev)
static_folder=$PWD/.deps/static

# A library's source package, and the -dev package whose headers the program is compiled with: their versions are one.
declare -A static_sources=([fmtlib]=libfmt-dev [spdlog]=libspdlog-dev [mimalloc]=libmimalloc-dev
  [prometheus-cpp]=prometheus-cpp-dev [libisal]=libisal-dev [postgresql-15]=libpq-dev)

# apt-get with lists of its own: it changes nothing of the system.
apt_sources() {
  apt-get -qq -o "Dir::Etc::SourceList=$static_folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$static_folder/apt/lists" -o "Dir::Cache=$static_folder/apt/cache" \
    -o APT::Sandbox::User=root "$@"
}

update_sources() {
  mkdir -p "$static_folder"/apt/{lists,cache/archives}/partial
  local place
  for place in 'debian bookworm' 'debian bookworm-updates' 'debian-security bookworm-security'; do
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/$place main"
  done >"$static_folder/apt/sources.list"
  apt_sources update
}

# unpack_source PACKAGE: its source, patched as Debian does, in src/PACKAGE. A version that the archive no longer has gives
# way to the newest.
unpack_source() (
  local version
  version=$(dpkg-query -W -f='${source:Version}' "${static_sources[$1]}")
  mkdir -p "$static_folder/src/$1.files"
  cd "$static_folder/src/$1.files"
  apt_sources source --download-only "$1=$version" >/dev/null 2>&1 || apt_sources source --download-only "$1" >/dev/null
  dpkg-source --no-check -x ./*.dsc "../$1" >/dev/null # apt has checked them
  sed -n 's/^Version: //p' ./*.dsc | head -1 >"../$1.version"
)

# build_with_cmake PACKAGE LIBRARY OPTIONS…
build_with_cmake() {
  cmake -S "$static_folder/src/$1" -B "$static_folder/src/$1.build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DBUILD_SHARED_LIBS=OFF "${@:3}"
  cmake --build "$static_folder/src/$1.build"
  find "$static_folder/src/$1.build" -name "$2" -exec cp {} "$static_folder/lib.new/" \;
}

build_fmtlib() { build_with_cmake fmtlib libfmt.a -DFMT_TEST=OFF -DFMT_DOC=OFF; }
build_spdlog() {
  build_with_cmake spdlog libspdlog.a -DSPDLOG_FMT_EXTERNAL=ON -DSPDLOG_BUILD_EXAMPLE=OFF -DSPDLOG_BUILD_TESTS=OFF
}
build_mimalloc() {
  build_with_cmake mimalloc libmimalloc.a -DMI_BUILD_SHARED=OFF -DMI_BUILD_OBJECT=OFF -DMI_BUILD_TESTS=OFF
}
build_prometheus-cpp() {
  build_with_cmake prometheus-cpp libprometheus-cpp-core.a -DENABLE_PUSH=OFF -DENABLE_PULL=OFF -DENABLE_TESTING=OFF \
    -DENABLE_COMPRESSION=OFF -DUSE_THIRDPARTY_LIBRARIES=OFF
}
build_libisal() {
  make -C "$static_folder/src/libisal" -f Makefile.unx -j2 units=igzip CC="$CC" AS=nasm CFLAGS_="$CFLAGS" lib
  cp "$static_folder/src/libisal/bin/isa-l.a" "$static_folder/lib.new/libisal.a"
}
# Without Kerberos and LDAP: Debian has no static archives of theirs, and what they would draw in is larger than praetor.
build_postgresql-15() (
  cd "$static_folder/src/postgresql-15"
  ./configure --with-openssl --without-gssapi --without-ldap --without-icu --without-readline --without-zlib --disable-nls \
    --sysconfdir=/etc/postgresql-common --quiet
  make -s -C src/interfaces/libpq -j2 all-static-lib
  cp src/interfaces/libpq/libpq.a src/common/libpgcommon_shlib.a src/port/libpgport_shlib.a "$static_folder/lib.new/"
)

need_static_libraries() {
  [ -e "$static_folder/lib" ] && return
  need_packages "${build_packages[@]}" "${static_packages[@]}"
  mkdir -p "$static_folder/src" "$static_folder/lib.new"
  update_sources
  # Compiled as the program is, and with no path of this machine in them.
  local package
  for package in "${!static_sources[@]}"; do
    [ -e "$static_folder/lib.new/$package.version" ] && continue
    say "building $package for static linking"
    rm -rf "${static_folder:?}/src/$package"*
    unpack_source "$package"
    (
      export CC=clang-19 CXX=clang++-19 CFLAGS="-O2 -fPIC -ffile-prefix-map=$static_folder=." CXXFLAGS
      CXXFLAGS=$CFLAGS
      "build_$package" >"$static_folder/src/$package.log" 2>&1
    ) || die "$package was not built: see $static_folder/src/$package.log"
    cp "$static_folder/src/$package.version" "$static_folder/lib.new/"
  done
  mv "$static_folder/lib.new" "$static_folder/lib"
}
