// The declared tables as lists of columns, for what moves whole tables.
#pragma once

#include <db/schema/column.hpp>

#include <span>
#include <string>
#include <string_view>

namespace praetor::db::bulk {

struct table
{
    std::string_view name;
    std::span<schema::column_base const> columns;

    // Throws error{errc::internal} where there is no such column.
    std::size_t position(std::string_view column) const;
};

// Every declared table, each once; lives as long as the program.
std::span<table const> tables();

// Throws error{errc::internal} where none is declared under the name.
table const& find_table(std::string_view name);

// "id, created, updated, …", each as it may stand in a statement.
std::string column_list(table const& of);

} // namespace praetor::db::bulk
