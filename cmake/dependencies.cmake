# Libraries, each as one INTERFACE target with SYSTEM headers.
set(PRAETOR_BOOST_INCLUDE "${CMAKE_SOURCE_DIR}/.deps/boost/include" CACHE PATH "headers of Boost 1.88 or newer")
if(NOT EXISTS "${PRAETOR_BOOST_INCLUDE}/boost/version.hpp")
  find_path(system_boost boost/version.hpp)
  set(PRAETOR_BOOST_INCLUDE "${system_boost}" CACHE PATH "" FORCE)
endif()
file(STRINGS "${PRAETOR_BOOST_INCLUDE}/boost/version.hpp" boost_version REGEX "#define BOOST_VERSION [0-9]+")
string(REGEX MATCH "[0-9]+" boost_version "${boost_version}")
if(boost_version LESS 108800)
  message(FATAL_ERROR "Boost 1.88 or newer is needed (found ${boost_version}); './dev build' installs 1.90")
endif()

# For packages: every library but glibc becomes part of the program (cmake/static_libraries.sh makes those that Debian has
# no archives of).
option(PRAETOR_STATIC "link nothing but glibc at run time" OFF)
if(PRAETOR_STATIC)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  list(PREPEND CMAKE_LIBRARY_PATH "${CMAKE_SOURCE_DIR}/.deps/static/lib")
  # The same commit gives the same bytes, wherever it is built.
  add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=." "-ffile-prefix-map=${CMAKE_BINARY_DIR}=./build")
  add_link_options(-static-libstdc++ -static-libgcc LINKER:--strip-all,--build-id=none)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)

# The sources of Asio, Beast and JSON are compiled once, in server/base/boost and server/http/boost_beast.cpp; these macros
# must be the same everywhere, or the program breaks the one-definition rule.
add_library(boost INTERFACE)
target_include_directories(boost SYSTEM INTERFACE "${PRAETOR_BOOST_INCLUDE}")
target_compile_definitions(boost INTERFACE
  BOOST_ALL_NO_LIB BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_CONTEXT_FIBER BOOST_JSON_NO_LIB)
target_link_libraries(boost INTERFACE Threads::Threads OpenSSL::SSL OpenSSL::Crypto)

function(add_library_of name)
  cmake_parse_arguments(of "" "" "LIBS;HEADERS;DEFINES" ${ARGN})
  add_library(${name} INTERFACE)
  foreach(lib IN LISTS of_LIBS)
    find_library(${name}_${lib}_path ${lib} REQUIRED)
    target_link_libraries(${name} INTERFACE "${${name}_${lib}_path}")
  endforeach()
  foreach(header IN LISTS of_HEADERS)
    find_path(${name}_include ${header} PATH_SUFFIXES postgresql REQUIRED)
    target_include_directories(${name} SYSTEM INTERFACE "${${name}_include}")
  endforeach()
  target_compile_definitions(${name} INTERFACE ${of_DEFINES})
endfunction()

add_library_of(fmt LIBS fmt)
add_library_of(spdlog LIBS spdlog DEFINES SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
add_library_of(libpq LIBS pq HEADERS libpq-fe.h)
add_library_of(sqlite3 LIBS sqlite3)
if(PRAETOR_STATIC) # what the two draw in; OpenSSL again, behind libpq
  add_library_of(of_libpq LIBS pgcommon_shlib pgport_shlib)
  target_link_libraries(libpq INTERFACE of_libpq OpenSSL::SSL OpenSSL::Crypto)
  add_library_of(of_sqlite LIBS z)
  target_link_libraries(sqlite3 INTERFACE of_sqlite ${CMAKE_DL_LIBS} m)
endif()
add_library_of(prometheus LIBS prometheus-cpp-core HEADERS prometheus/text_serializer.h)
add_library_of(isal LIBS isal HEADERS isa-l/igzip_lib.h)
# malloc and new of the whole program, though nothing calls it by name: a tenth less processor time for a read, a fifth
# less memory after load.
find_library(mimalloc_path mimalloc REQUIRED)
add_library(mimalloc INTERFACE)
if(PRAETOR_STATIC)
  target_link_options(mimalloc INTERFACE "LINKER:--push-state,--whole-archive,${mimalloc_path},--pop-state")
else()
  target_link_options(mimalloc INTERFACE "LINKER:--push-state,--no-as-needed,${mimalloc_path},--pop-state")
endif()
if(PRAETOR_TESTS OR PRAETOR_BENCH)
  add_library_of(libdeflate LIBS deflate) # unpacks replies
endif()
add_library(tomlplusplus INTERFACE)
add_library(cli11 INTERFACE)
