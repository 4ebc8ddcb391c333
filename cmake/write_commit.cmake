# Writes OUT, a header that says which commit is built: of a clone, or what the environment's PRAETOR_COMMIT says. Run with
# every build; the file changes with the commit alone.
set(commit "$ENV{PRAETOR_COMMIT}")
if(NOT commit)
  execute_process(COMMAND git -C "${SOURCE}" rev-parse --short=12 HEAD OUTPUT_VARIABLE commit
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(commit "unknown commit")
  endif()
endif()
set(text "// Written by cmake/write_commit.cmake.\n#pragma once\n\ninline constexpr char built_from_commit[] = \"${commit}\";\n")
if(EXISTS "${OUT}")
  file(READ "${OUT}" before)
endif()
if(NOT "${before}" STREQUAL "${text}")
  file(WRITE "${OUT}" "${text}")
endif()
