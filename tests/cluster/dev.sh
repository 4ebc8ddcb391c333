# shellcheck shell=bash
# ./dev cluster: two servers behind HAProxy, PostgreSQL of three nodes under Patroni, PgBouncer, all on this machine.
. tests/conformance/reference.sh

cluster_packages=(etcd-server haproxy patroni pgbouncer postgresql-15 postgresql-client-15)

#: cluster up        start it, and say where it answers, until Ctrl-C
#: cluster chaos [SECONDS]
#:                   kill, stop and cut off its parts at random (900 s) while runs are due and clients write: nothing is lost, and
#:                   nothing done twice
dev_cluster() {
  need_packages "${build_packages[@]}" "${test_packages[@]}" "${cluster_packages[@]}"
  need_reference
  build_program release
  export PRAETOR_PROGRAM=$PWD/build/release/praetor
  case ${1:-} in
    up) .deps/reference/bin/python tests/cluster/chaos.py up ;;
    chaos) .deps/reference/bin/python tests/cluster/chaos.py "${@:2}" ;;
    *) die "cluster up, or cluster chaos" ;;
  esac
}
