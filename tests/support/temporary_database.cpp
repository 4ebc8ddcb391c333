#include <tests/support/temporary_database.hpp>

#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>

#include <tests/support/await.hpp>

#include <libpq-fe.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace praetor::tests {
namespace {

std::string postgres_server()
{
    if (auto const* named = std::getenv("PRAETOR_TEST_POSTGRES"))
        return named;
    throw std::runtime_error{"PRAETOR_TEST_POSTGRES names no PostgreSQL server (./dev test starts one)"};
}

std::string run_postgres(std::string const& conninfo, std::string const& statements)
{
    std::unique_ptr<PGconn, decltype(&PQfinish)> const conn{PQconnectdb(conninfo.c_str()), &PQfinish};
    std::unique_ptr<PGresult, decltype(&PQclear)> const done{PQexec(conn.get(), statements.c_str()), &PQclear};
    auto const status = PQresultStatus(done.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error{PQerrorMessage(conn.get())};
    return PQntuples(done.get()) > 0 ? PQgetvalue(done.get(), PQntuples(done.get()) - 1, 0) : "";
}

std::string run_sqlite(std::string const& path, std::string const& statements)
{
    sqlite3* raw = nullptr;
    sqlite3_open(path.c_str(), &raw);
    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> const conn{raw, &sqlite3_close};
    sqlite3_busy_timeout(raw, 5000);
    std::string last;
    auto const keep = [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) = values[0] != nullptr ? values[0] : "";
        return 0;
    };
    char* fault = nullptr;
    if (sqlite3_exec(raw, statements.c_str(), keep, &last, &fault) != SQLITE_OK) {
        std::string const words = fault != nullptr ? fault : "?";
        sqlite3_free(fault);
        throw std::runtime_error{words};
    }
    return last;
}

std::string next_name()
{
    static std::atomic<int> count{0};
    return "praetor_test_" + std::to_string(getpid()) + '_' + std::to_string(++count);
}

// Never written to, so that it can be copied.
temporary_database const& with_tables(db::dialect dialect)
{
    auto const make = [](db::dialect kind) {
        auto made = std::make_unique<temporary_database>(kind);
        boost::asio::io_context context;
        auto const store = db::open(context.get_executor(), made->options());
        await(context, db::upgrade(*store));
        await(context, db::make_own_tables(*store));
        await(context, store->close());
        return made;
    };
    if (dialect == db::dialect::postgresql) {
        static auto const on_postgresql = make(dialect);
        return *on_postgresql;
    }
    static auto const on_sqlite = make(dialect);
    return *on_sqlite;
}

std::string name_of(temporary_database const& database)
{
    return database.url().substr(database.url().rfind('/') + 1);
}

} // namespace

temporary_database::temporary_database(db::dialect dialect, content with) : dialect_(dialect), name_(next_name())
{
    if (dialect == db::dialect::postgresql) {
        auto const server = postgres_server();
        run_postgres(server + "/postgres",
                     "CREATE DATABASE " + name_ +
                         (with == content::tables ? " TEMPLATE " + name_of(with_tables(dialect)) : ""));
        url_ = "postgresql+asyncpg" + server.substr(server.find(':')) + '/' + name_;
        return;
    }
    folder_ = (std::filesystem::temp_directory_path() / name_).string();
    std::filesystem::create_directories(folder_);
    name_ = folder_ + "/prefect.db";
    if (with == content::tables)
        std::filesystem::copy_file(with_tables(dialect).path(), name_);
    url_ = "sqlite+aiosqlite:///" + name_;
}

temporary_database::~temporary_database()
{
    try {
        if (dialect_ == db::dialect::postgresql)
            run_postgres(postgres_server() + "/postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
        else
            std::filesystem::remove_all(folder_);
    }
    catch (std::exception const&) {
        // What is left is in a cluster, or a folder, that ends with the tests.
    }
}

db::options temporary_database::options() const
{
    db::options options;
    options.dialect = dialect_;
    if (dialect_ == db::dialect::postgresql)
        options.conninfo = postgres_server() + '/' + name_;
    else
        options.path = name_;
    return options;
}

std::string temporary_database::run(std::string const& statements) const
{
    return dialect_ == db::dialect::postgresql ? run_postgres(postgres_server() + '/' + name_, statements)
                                               : run_sqlite(name_, statements);
}

} // namespace praetor::tests
