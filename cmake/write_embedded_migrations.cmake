# Run by embed_migrations.cmake: writes one array of {dialect, file name, text}, in order of name.
file(GLOB files "${ROOT}/*/*.sql")
list(SORT files)
set(body "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  get_filename_component(folder "${file}" DIRECTORY)
  get_filename_component(dialect "${folder}" NAME)
  file(READ "${file}" text)
  # A string literal may hold 64 KiB; pieces beside each other are joined by the compiler.
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "R\"praetor_sql(${piece})praetor_sql\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  if(pieces STREQUAL "")
    set(pieces "\"\"")
  endif()
  string(APPEND body "    {\"${dialect}\", \"${name}\", ${pieces}},\n")
endforeach()
file(WRITE "${OUT}"
"#include <db/schema/embedded_migrations.hpp>
namespace praetor::db {
std::span<embedded_migration const> embedded_migrations()
{
    static constexpr embedded_migration all[] = {
${body}    };
    return all;
}
} // namespace praetor::db
")
