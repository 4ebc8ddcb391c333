// A connection for whole tables: what reads or writes millions of rows at once, from the command line. It blocks its
// thread, and has nothing to do with the connections that requests share.
#pragma once

#include <db/bulk/table.hpp>
#include <db/cell.hpp>
#include <db/options.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::bulk {

// Takes one row: a cell for each column of the table, in its order. Texts are gone after the call.
using take_row = std::function<void(std::span<cell const>)>;

// Gives the rows of a table, one call of `take` each.
using give_rows = std::function<void(take_row const& take)>;

// Hears what is begun, and the how manieth of how many steps that is.
using report_progress = std::function<void(std::string_view what, std::int64_t done, std::int64_t of)>;

// Belongs to one thread. Errors: error{errc::unavailable} where the database can not be reached or the connection is
// lost, errc::integrity for a broken constraint, errc::database for all else; each names the table or the statement.
// After an error nothing but the end of the session is left, which undoes what was not committed.
class session
{
public:
    session() = default;
    session(session const&) = delete;
    session& operator=(session const&) = delete;
    virtual ~session() = default;

    // Of the database behind it.
    virtual dialect kind() const noexcept = 0;

    // Statements without results, parted by semicolons.
    virtual void run(std::string const& statements) = 0;
    // The rows of one statement as texts; NULL is empty.
    virtual std::vector<std::vector<std::string>> rows(std::string const& statement) = 0;

    // A transaction that sees one moment of the database and writes nothing.
    virtual void begin_reading() = 0;
    // A transaction that writes.
    virtual void begin() = 0;
    virtual void commit() = 0;

    // Every row of the table, streamed, in no order. Values come in the column's own type, on SQLite too; one that is
    // not of that type throws error{errc::database}.
    virtual void read(table const& from, take_row const& take) = 0;

    // Writes the rows and gives their number. PostgreSQL: by COPY in binary form.
    virtual std::int64_t load(table const& into, give_rows const& give) = 0;

    // Takes away what slows a load or forbids its order, until restore(): the foreign keys of these tables, and the
    // indexes of `emptied` that no constraint needs. Nobody else reads or writes the tables until the commit. Only
    // inside a transaction of begin().
    virtual void lift(std::span<std::string_view const> loaded, std::span<std::string_view const> emptied) = 0;
    // Builds what was lifted; a row that breaks a foreign key or a unique index throws error{errc::integrity}.
    // `progress` hears of each before it is built.
    virtual void restore(report_progress const& progress) = 0;

    // Waits, inside a transaction of begin(), for whoever holds the lock of this number, and holds it until the commit.
    virtual void lock(std::int64_t number) = 0;

    // All tables of the schema, by name.
    virtual std::vector<std::string> table_names() = 0;
    // Drops tables, which may refer to each other, and Prefect's enumerations. What others built on them makes it fail.
    virtual void drop(std::span<std::string const> tables) = 0;

    // Bytes of the tables with their indexes; SQLite: of the file and its log.
    virtual std::int64_t size() = 0;
    // Gives back the space of rows that are gone and counts statistics anew. `progress` hears of each step before it.
    // False where somebody was still reading the log of SQLite, so that it could not be emptied.
    virtual bool vacuum(std::function<void(std::string_view what)> const& progress) = 0;

    // How many rows the table has.
    std::int64_t count(table const& of);
};

// Connects; a file is opened or, unless it must exist, made. Nothing is read from it yet.
std::unique_ptr<session> open_session(options const& how);

// The name of the table in the schema that the session writes to, quoted.
std::string name_in_statement(table const& of);

} // namespace praetor::db::bulk
