// A file of SQL statements, prepared once and run again and again with parameters made anew each time:
//   :new_<name>   a random identifier, the same in all statements of one run
//   :next_<name>  the same, but later ones sort behind earlier ones
//   :now          the moment at which the statement runs, as the reference stores it
//   :<name>       what the command line set
#pragma once

#include <sqlite3.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace praetor::bench {

class sqlite_script
{
public:
    // `text` is cut at each semicolon that ends a line. Throws error{errc::database} when a statement does
    // not prepare or names a parameter that is not set. `db` must outlive the script.
    sqlite_script(sqlite3* db, std::string const& text, std::map<std::string, std::string> set);

    // Runs every statement to its last row and reads each column. Throws error{errc::database}.
    void run();

private:
    struct finalize
    {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    using statement = std::unique_ptr<sqlite3_stmt, finalize>;

    void bind(sqlite3_stmt* to);

    sqlite3* db_;
    std::vector<statement> statements_;
    std::map<std::string, std::string> values_; // by name without colon; those that run() makes are renewed by it
};

} // namespace praetor::bench
