# shellcheck shell=bash
# ./dev format and lint: the rules of docs/house.md.

sources() { find server db models routes tests bench -name '*.cpp' -o -name '*.hpp' | sort; }

#: format            write every C++ file as .clang-format says
dev_format() {
  need_packages "${lint_packages[@]}"
  sources | xargs clang-format-19 -i
}

#: lint [--tidy | --contracts]
#:                   the layers, the coroutine rules, sizes of files and folders, functions of public headers that say
#:                   nothing of themselves (those alone with --contracts), clang-format; --tidy adds clang-tidy
dev_lint() {
  if [ "${1:-}" = --contracts ]; then
    python3 tests/house/contracts.py
    return
  fi
  need_packages "${lint_packages[@]}"
  python3 -m unittest discover -q -s tests/house -p '*_test.py'
  python3 tests/lint.py
  python3 tests/house/contracts.py
  sources | xargs -P 2 -n 100 clang-format-19 --dry-run --Werror
  if [ "${1:-}" = --tidy ]; then
    need_packages "${tidy_packages[@]}"
    build_program release
    sources | grep '\.cpp$' | grep -v '^tests/\|^bench/' | xargs -P 2 -n 8 clang-tidy-19 --quiet -p build/release
  fi
}
