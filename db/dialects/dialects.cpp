// Which dialect's own a database is opened, read and written with: the one place that knows them all.
#include <db/dialects/postgresql/alter.hpp>
#include <db/dialects/postgresql/bulk_session.hpp>
#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/connector.hpp>
#include <db/dialects/postgresql/grammar.hpp>
#include <db/dialects/postgresql/introspect.hpp>
#include <db/dialects/postgresql/listener.hpp>
#include <db/dialects/postgresql/url.hpp>
#include <db/dialects/sqlite/alter.hpp>
#include <db/dialects/sqlite/bulk_session.hpp>
#include <db/dialects/sqlite/grammar.hpp>
#include <db/dialects/sqlite/introspect.hpp>
#include <db/dialects/sqlite/threads.hpp>
#include <db/dialects/sqlite/url.hpp>
#include <db/pool/pooled_database.hpp>
#include <db/schema/alter.hpp>
#include <db/schema/introspect.hpp>
#include <db/schema/steps/lone_statement.hpp>
#include <db/url.hpp>

#include <server/base/error.hpp>

#include <unistd.h>

#include <filesystem>
#include <optional>

#include <utility>

namespace praetor::db {
namespace {

struct cut_url
{
    std::string_view scheme, rest;
    std::optional<dialect> reader; // of this scheme
};

cut_url cut(std::string_view url)
{
    constexpr std::string_view mark = "://";
    auto const end = url.find(mark);
    if (end == std::string_view::npos)
        return {};
    cut_url found{url.substr(0, end), url.substr(end + mark.size()), std::nullopt};
    if (postgresql::reads_scheme(found.scheme))
        found.reader = dialect::postgresql;
    else if (sqlite::reads_scheme(found.scheme))
        found.reader = dialect::sqlite;
    return found;
}

} // namespace

grammar const& grammar::of(dialect which)
{
    static postgresql::grammar const of_postgresql;
    static sqlite::grammar const of_sqlite;
    switch (which) {
    case dialect::postgresql:
        return of_postgresql;
    case dialect::sqlite:
        break;
    }
    return of_sqlite;
}

std::unique_ptr<database> open(boost::asio::any_io_executor home, options how)
{
    switch (how.dialect) {
    case dialect::postgresql:
        return std::make_unique<pooled_database>(std::move(home), std::move(how), postgresql::connector::make);
    case dialect::sqlite:
        break;
    }
    return std::make_unique<sqlite::threads>(std::move(home), std::move(how));
}

void set_target(options& how, std::string_view url)
{
    auto const [scheme, rest, reader] = cut(url);
    if (!reader)
        throw error{errc::bad_setting, "the database URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://" +
                                           (scheme.empty() ? std::string{} : ", not " + std::string{scheme} + "://")};
    how.dialect = *reader;
    switch (*reader) {
    case dialect::postgresql:
        postgresql::set_target(how, rest);
        return;
    case dialect::sqlite:
        sqlite::set_target(how, rest);
    }
}

std::string shown_url(std::string_view url)
{
    auto const [scheme, rest, reader] = cut(url);
    auto const made = std::string{scheme} + "://";
    if (!reader)
        return made + "…";
    switch (*reader) {
    case dialect::postgresql:
        return made + postgresql::without_passwords(rest);
    case dialect::sqlite:
        break;
    }
    return std::string{url};
}

bool is_file(dialect kind)
{
    switch (kind) {
    case dialect::postgresql:
        return false;
    case dialect::sqlite:
        break;
    }
    return true;
}

void make_folder(options const& how)
{
    if (!is_file(how.dialect) || how.path == ":memory:")
        return;
    std::error_code ignored;
    auto const folder = std::filesystem::path{how.path}.parent_path();
    if (!folder.empty())
        std::filesystem::create_directories(folder, ignored);
}

bool may_exist(options const& how)
{
    return !is_file(how.dialect) || access(how.path.c_str(), F_OK) == 0;
}

std::unique_ptr<notifications> listen(boost::asio::any_io_executor executor, options const& how,
                                      std::vector<std::string> channels)
{
    switch (how.dialect) {
    case dialect::postgresql:
        return std::make_unique<postgresql::listener>(std::move(executor), how, std::move(channels));
    case dialect::sqlite:
        break;
    }
    return nullptr;
}

task<void> run_alone(connection& conn, std::string statement, std::chrono::milliseconds limit)
{
    switch (conn.kind()) {
    case dialect::postgresql:
        co_await static_cast<postgresql::connection&>(conn).run_alone(std::move(statement), limit);
        break;
    case dialect::sqlite:
        co_await conn.run_script(statement);
        break;
    }
}

namespace bulk {

std::unique_ptr<session> open_session(options const& how)
{
    switch (how.dialect) {
    case dialect::postgresql:
        return std::make_unique<postgresql::bulk_session>(how);
    case dialect::sqlite:
        break;
    }
    return std::make_unique<sqlite::bulk_session>(how);
}

} // namespace bulk

namespace schema {

task<schema_definition> introspect(connection& conn)
{
    switch (conn.kind()) {
    case dialect::postgresql:
        return postgresql::introspect(conn);
    case dialect::sqlite:
        break;
    }
    return sqlite::introspect(conn);
}

std::string alter_script(dialect kind, schema_definition const& from, schema_definition const& to)
{
    switch (kind) {
    case dialect::postgresql:
        return postgresql::alter_script(from, to);
    case dialect::sqlite:
        break;
    }
    return sqlite::alter_script(from, to);
}

} // namespace schema

} // namespace praetor::db
