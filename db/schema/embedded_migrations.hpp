// The files of migrations/, inside the program.
#pragma once

#include <span>
#include <string_view>

namespace praetor::db {

struct embedded_migration
{
    std::string_view dialect; // "postgresql" or "sqlite"
    std::string_view name;    // "0001_97429116795e_prefect_3_0_0.sql"
    std::string_view text;    // "-- up" … "-- down" …
};

// In order of dialect and name. Written by cmake/write_embedded_migrations.cmake.
std::span<embedded_migration const> embedded_migrations();

} // namespace praetor::db
