// The limit of SQLite on this machine: a script of statements through the C interface, one transaction a run,
// or many runs in one transaction, each in a savepoint.
#include <bench/limits/sqlite_script.hpp>
#include <server/base/error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using praetor::errc;
using praetor::error;
using praetor::bench::sqlite_script;
using steady = std::chrono::steady_clock;

// What both servers rely on, and the reference's page cache.
constexpr char pragmas[] = "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;"
                           "PRAGMA busy_timeout = 60000; PRAGMA cache_size = 20000;";

void execute(sqlite3* db, char const* sql)
{
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw error{errc::database, fmt::format("{}: {}", sql, sqlite3_errmsg(db))};
}

void run_group(sqlite3* db, sqlite_script& script, unsigned group, bool writes)
{
    execute(db, writes ? "BEGIN IMMEDIATE" : "BEGIN");
    for (unsigned i = 0; i < group; ++i) {
        if (group > 1)
            execute(db, "SAVEPOINT one");
        script.run();
        if (group > 1)
            execute(db, "RELEASE one");
    }
    execute(db, "COMMIT");
}

// Runs a second without counting, then counts.
double runs_per_second(sqlite3* db, sqlite_script& script, unsigned group, bool writes, double seconds)
{
    auto const warm = steady::now() + std::chrono::seconds{1};
    while (steady::now() < warm)
        run_group(db, script, group, writes);
    auto const start = steady::now();
    std::chrono::duration<double> passed{0};
    double runs = 0;
    for (; passed.count() < seconds; passed = steady::now() - start, runs += group)
        run_group(db, script, group, writes);
    return runs / passed.count();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 5) {
        fmt::print(stderr, "usage: praetor_bench_raw_sqlite DATABASE SCRIPT GROUP SECONDS [NAME=VALUE]...\n");
        return 2;
    }
    sqlite3* db = nullptr;
    try {
        std::map<std::string, std::string> set;
        for (int i = 5; i < argc; ++i) {
            std::string const word{argv[i]};
            auto const equals = word.find('=');
            if (equals == std::string::npos)
                throw error{errc::bad_setting, "not NAME=VALUE: " + word};
            set[word.substr(0, equals)] = word.substr(equals + 1);
        }
        std::ifstream file{argv[2]};
        std::string const text{std::istreambuf_iterator<char>{file}, {}};
        if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
            throw error{errc::database, sqlite3_errmsg(db)};
        execute(db, pragmas);
        auto const group = static_cast<unsigned>(std::atoi(argv[3]));
        bool const writes = text.find("INSERT") != std::string::npos || text.find("UPDATE") != std::string::npos;
        double rate = 0;
        {
            sqlite_script script{db, text, set};
            rate = runs_per_second(db, script, group, writes, std::atof(argv[4]));
        }
        fmt::print("{{\"group\":{},\"per_second\":{:.1f}}}\n", group, rate);
        sqlite3_close(db);
        return 0;
    }
    catch (std::exception const& problem) {
        fmt::print(stderr, "praetor_bench_raw_sqlite: {}\n", problem.what());
        sqlite3_close(db);
        return 1;
    }
}
