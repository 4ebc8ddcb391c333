# shellcheck shell=bash
# build/packages/image: the root of the container's file system, which the Dockerfile beside copies whole.

package_image() {
  local program=$1 root=$2/image file
  need_packages ca-certificates tzdata python3-pip
  rm -rf "$root"
  install -d "$root"/{etc/ssl/certs,lib64,usr/bin,usr/lib,usr/share/praetor,data}
  install -d -m 1777 "$root/tmp"
  install -m 755 "$program" "$root/usr/bin/praetor"
  # glibc, and the modules by which it finds names.
  for file in $(ldd "$program" | grep -o '/[^ ]*' | sort -u); do install -D "$(readlink -f "$file")" "$root$file"; done
  printf 'root:x:0:0::/:/none\npraetor:x:1000:1000::/data:/none\n' >"$root/etc/passwd"
  printf 'root:x:0:\npraetor:x:1000:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  install -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" # where praetor looks on any system
  cp -a /usr/share/zoneinfo "$root/usr/share/"
  rm -rf "$root"/usr/share/zoneinfo/{posix,right}
  # The dashboards, without the maps of their source.
  PREFECT_HOME=$root/home PRAETOR_SETTINGS_FILE=/dev/null "$program" dashboard install ${PREFECT_WHEEL:+--from "$PREFECT_WHEEL"}
  mv "$root/home/praetor/prefect" "$root/usr/share/praetor/prefect"
  rm -rf "$root/home"
  find "$root/usr/share/praetor" -name '*.map' -delete
  python3 packages/notices.py >"$root/usr/share/praetor/THIRD-PARTY-NOTICES"
  python3 packages/sbom.py "$program" "$(package_version)" >"$root/usr/share/praetor/praetor.cdx.json"
  install -m 644 LICENSE "$root/usr/share/praetor/LICENSE"
  if [ "$(id -u)" = 0 ]; then chown 1000:1000 "$root/data"; else chmod 1777 "$root/data"; fi
  settle "$root"
  say "$(du -sm --apparent-size "$root" | cut -f1) MB in $root, $(tar -C "$root" -cf - . | gzip | wc -c) bytes packed"
}
