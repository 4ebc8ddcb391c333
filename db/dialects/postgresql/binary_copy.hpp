// The binary form of COPY (PostgreSQL manual, reference of COPY, "Binary Format"): rows of a table as the bytes of its
// columns' types.
#pragma once

#include <db/bulk/session.hpp>

#include <span>
#include <string>
#include <string_view>

namespace praetor::db::postgresql {

// What stands before the first row and behind the last.
void append_header(std::string& out);
void append_trailer(std::string& out);

// Appends a row. Throws error{errc::database}, naming table and column, for a value that the column's type can not
// hold.
void append_row(std::string& out, bulk::table const& of, std::span<cell const> row);

// Reads what a server sends, piece by piece: a piece holds whole rows, the first one the header too.
class binary_reader
{
public:
    explicit binary_reader(bulk::table const& of) : of_(of), row_(of.columns.size()) {}

    // Gives the piece's rows to `take`. Throws error{errc::database} where the bytes are no such rows, or hold what no
    // other database could: an infinite time.
    void read(std::string_view piece, bulk::take_row const& take);

private:
    bulk::table const& of_;
    std::vector<cell> row_;
    bool started_ = false;
};

} // namespace praetor::db::postgresql
