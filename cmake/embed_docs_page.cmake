# Embeds server/http/openapi/docs_page.html into the program: generated/docs_page.cpp defines praetor::http::docs_page().
function(embed_docs_page target)
  set(page "${CMAKE_SOURCE_DIR}/server/http/openapi/docs_page.html")
  set(generated "${CMAKE_BINARY_DIR}/generated/docs_page.cpp")
  add_custom_command(OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${generated}" "-DPAGE=${page}" -P "${CMAKE_SOURCE_DIR}/cmake/write_docs_page.cmake"
    DEPENDS "${page}" "${CMAKE_SOURCE_DIR}/cmake/write_docs_page.cmake"
    COMMENT "Embedding the page at /docs")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
