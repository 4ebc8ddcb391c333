# What every translation unit shares: optimisation and sanitizers, so that no two see other layouts of Asio's types.
option(PRAETOR_TESTS "build the tests" ON)
option(PRAETOR_BENCH "build the load generator" ON)
set(PRAETOR_SANITIZE "" CACHE STRING "asan (address and undefined behaviour), tsan, coverage, or nothing")

add_library(praetor_options INTERFACE)
target_compile_options(praetor_options INTERFACE -fno-omit-frame-pointer -ffunction-sections -fdata-sections)
target_link_options(praetor_options INTERFACE -fuse-ld=lld -Wl,--gc-sections $<$<CONFIG:Release>:-Wl,--icf=safe>)
target_compile_definitions(praetor_options INTERFACE _GLIBCXX_ASSERTIONS)

# The 14,000 addresses that a program is given at start, as a table of bits: 300 KB less. glibc knows that since 2.36.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckCXXSourceRuns)
  set(CMAKE_REQUIRED_LINK_OPTIONS -fuse-ld=lld -Wl,-z,pack-relative-relocs)
  check_cxx_source_runs("char const* texts[]{\"\", \"1\"}; int main(int n, char**) { return texts[n][0] - '1'; }"
    starts_with_packed_relocations)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(starts_with_packed_relocations)
    target_link_options(praetor_options INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
endif()

if(PRAETOR_SANITIZE STREQUAL "asan")
  target_compile_options(praetor_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(praetor_options INTERFACE -fsanitize=address,undefined)
  # AddressSanitizer stops at most of what these would find, and they are a quarter of the time that the build takes.
  target_compile_options(praetor_options INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  # What libFuzzer is led by (LLVM documentation, "libFuzzer"), so that tests/fuzz needs no build of its own.
  target_compile_options(praetor_options INTERFACE -fsanitize=fuzzer-no-link)
  # Recycled coroutine frames hide a use after free from the sanitizer.
  target_compile_definitions(praetor_options INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
elseif(PRAETOR_SANITIZE STREQUAL "tsan")
  target_compile_options(praetor_options INTERFACE -fsanitize=thread)
  target_link_options(praetor_options INTERFACE -fsanitize=thread)
elseif(PRAETOR_SANITIZE STREQUAL "coverage")
  # LLVM documentation, "Source-based Code Coverage".
  target_compile_options(praetor_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(praetor_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
endif()
