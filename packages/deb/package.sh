# shellcheck shell=bash
# praetor_VERSION_ARCH.deb: the program, a service with a user of its own, and its settings. dpkg-deb is all it takes.

package_deb() {
  local program=$1 into=$2 root version script
  version=$(package_version)
  root=$(mktemp -d)
  lay_out "$program" "$root/usr"
  # As Debian has them: the licence stands in copyright, and the settings are a conffile.
  rm "$root/usr/share/doc/praetor/LICENSE" "$root/usr/share/doc/praetor/praetor.toml"
  install -D -m 640 packages/praetor.toml "$root/etc/praetor/praetor.toml"
  install -D -m 644 packages/deb/copyright "$root/usr/share/doc/praetor/copyright"
  printf 'praetor (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- The praetor authors <praetor@users.noreply.github.com>  %s\n' \
    "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$root/usr/share/doc/praetor/changelog.gz"
  install -D -m 644 packages/deb/lintian-overrides "$root/usr/share/lintian/overrides/praetor"
  install -d -m 755 "$root/DEBIAN"
  for script in postinst prerm postrm; do install -m 755 "packages/deb/maintainer/$script" "$root/DEBIAN/$script"; done
  echo /etc/praetor/praetor.toml >"$root/DEBIAN/conffiles"
  sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$(dpkg --print-architecture)/; s/@SIZE@/$(du -sk --apparent-size "$root" | cut -f1)/" \
    packages/deb/control >"$root/DEBIAN/control"
  (cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  find "$root" -type d -exec chmod 755 {} +
  chmod 750 "$root/etc/praetor"
  settle "$root"
  dpkg-deb --root-owner-group -Zxz --build "$root" "$into/praetor_${version}_$(dpkg --print-architecture).deb"
  rm -rf "$root"
  (cd "$into" && sha256sum "praetor_${version}_$(dpkg --print-architecture).deb")
}
