# Warnings are errors in our own code; headers of libraries are SYSTEM (dependencies.cmake).
add_library(praetor_warnings INTERFACE)
target_compile_options(praetor_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Boost.Describe names its members by a pack of pointers; an empty base list warns under -Wpedantic.
  target_compile_options(praetor_warnings INTERFACE
    -Wno-gnu-zero-variadic-macro-arguments -Wno-missing-field-initializers
    -Wno-missing-designated-field-initializers)
endif()
