// A database of a test's own, gone with it: a file, or a database of the PostgreSQL server that PRAETOR_TEST_POSTGRES
// names ("postgresql://user@host:port").
#pragma once

#include <db/database.hpp>
#include <db/options.hpp>

#include <string>

namespace praetor::tests {

// What a temporary database begins with: nothing, or the tables that a server makes when it starts on nothing, copied
// from a database that is made once for all tests, which takes much less than making them.
enum class content
{
    nothing,
    tables
};

class temporary_database
{
public:
    // Throws std::runtime_error where there is no PostgreSQL server to ask.
    explicit temporary_database(db::dialect dialect, content with = content::nothing);
    ~temporary_database();
    temporary_database(temporary_database const&) = delete;
    temporary_database& operator=(temporary_database const&) = delete;

    // As PREFECT_SERVER_DATABASE_CONNECTION_URL.
    std::string const& url() const noexcept { return url_; }
    // For db::open.
    db::options options() const;
    // The file of a SQLite database.
    std::string const& path() const noexcept { return name_; }
    // Runs statements by psql's or sqlite3's own library, past praetor. Gives the first column of the last row.
    std::string run(std::string const& statements) const;

private:
    db::dialect dialect_;
    std::string name_; // of the database, or the path of the file
    std::string folder_;
    std::string url_;
};

} // namespace praetor::tests
