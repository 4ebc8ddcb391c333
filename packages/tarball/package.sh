# shellcheck shell=bash
# praetor-VERSION-linux-ARCH.tar.gz: bin/, share/ and lib/, to be unpacked into /usr/local, a home, or anywhere.

package_tarball() {
  local program=$1 into=$2 name root
  name=praetor-$(package_version)-linux-$(uname -m)
  root=$(mktemp -d)
  lay_out "$program" "$root/$name"
  sed -i 's|/usr/bin/|/usr/local/bin/|' "$root/$name/lib/systemd/system/praetor.service"
  settle "$root"
  tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$root" -cf - "$name" |
    gzip -9n >"$into/$name.tar.gz"
  rm -rf "$root"
  (cd "$into" && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
}
