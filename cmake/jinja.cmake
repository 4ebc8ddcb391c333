# The template engine (models/forms/jinja), a static library of Rust. Its crates lie in .deps/crates, fetched once; the build itself
# needs no network. Debian's compiler is taken before a newer one of somebody's own, so that all build by the same: what only a newer
# one understands is found where it is written.
find_program(cargo cargo HINTS /usr/bin REQUIRED)
get_filename_component(rustc "${cargo}" DIRECTORY)
string(APPEND rustc "/rustc")
set(crates "${CMAKE_SOURCE_DIR}/.deps/crates")
if(NOT EXISTS "${crates}")
  message(STATUS "fetching the crates of models/forms/jinja")
  # Cargo of Debian 12 knows the registry's sparse protocol only as an unstable option.
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env RUSTC_BOOTSTRAP=1
      ${cargo} -Z sparse-registry vendor --quiet --locked --versioned-dirs --manifest-path models/forms/jinja/Cargo.toml "${crates}.new"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(RENAME "${crates}.new" "${crates}")
endif()

# All presets share one: it is the same whatever they do to C++, but for the paths that a package must not have in it.
get_filename_component(jinja_target "${CMAKE_BINARY_DIR}/../jinja" ABSOLUTE)
file(GLOB jinja_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/models/forms/jinja/src/*.rs")
if(PRAETOR_STATIC)
  string(APPEND jinja_target "-static")
  set(jinja_paths --config "build.rustflags=[\"--remap-path-prefix=${CMAKE_SOURCE_DIR}=.\"]")
endif()
set(jinja_library "${jinja_target}/release/libpraetor_jinja.a")
add_custom_command(
  OUTPUT "${jinja_library}"
  COMMAND ${cargo} build --quiet --release --locked --offline --target-dir "${jinja_target}"
    ${jinja_paths}
    --config "build.rustc=\"${rustc}\"" --config "source.crates-io.replace-with=\"kept\"" --config "source.kept.directory=\"${crates}\""
  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}/models/forms/jinja"
  DEPENDS ${jinja_sources} models/forms/jinja/Cargo.toml models/forms/jinja/Cargo.lock
  COMMENT "Building the template engine"
  VERBATIM)
add_custom_target(jinja_library DEPENDS "${jinja_library}")
add_library(jinja INTERFACE)
add_dependencies(jinja jinja_library)
target_link_libraries(jinja INTERFACE "${jinja_library}" ${CMAKE_DL_LIBS})
