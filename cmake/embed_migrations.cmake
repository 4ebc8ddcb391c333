# Embeds migrations/<dialect>/*.sql into the program: generated/embedded_migrations.cpp defines
# praetor::db::embedded_migrations() as declared in db/schema/embedded_migrations.hpp.
function(embed_migrations target)
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/migrations/*/*.sql")
  set(generated "${CMAKE_BINARY_DIR}/generated/embedded_migrations.cpp")
  add_custom_command(OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${generated}" "-DROOT=${CMAKE_SOURCE_DIR}/migrations"
            -P "${CMAKE_SOURCE_DIR}/cmake/write_embedded_migrations.cmake"
    DEPENDS ${files} "${CMAKE_SOURCE_DIR}/cmake/write_embedded_migrations.cmake"
    COMMENT "Embedding migrations")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
