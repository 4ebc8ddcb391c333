#include <db/schema/shadow.hpp>

#include <db/options.hpp>

#include <db/schema/create.hpp>
#include <db/schema/introspect.hpp>

#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/describe/class.hpp>

namespace praetor::db::schema {
namespace {

struct shadow_right
{
    bool create = false;
    std::string role;
    std::string database;
};
BOOST_DESCRIBE_STRUCT(shadow_right, (), (create, role, database))

task<schema_definition> read_in_memory(connection& conn, std::string script)
{
    co_await conn.run_script(script);
    auto read = co_await introspect(conn);
    co_return read;
}

task<schema_pair> read_beside(connection& conn, std::string script)
{
    schema_pair both;
    both.stands = co_await introspect(conn);
    auto const may = co_await conn.row<shadow_right>(
        sql{"SELECT has_database_privilege(current_database(), 'CREATE') AS create, current_user::text AS role, "
            "quote_ident(current_database()) AS database"});
    if (!may.value().create)
        throw error{errc::conflict,
                    "the tables can not be compared: the declared ones are made beside them, in a schema "
                    "that is undone, and role " +
                        may->role + " may make none; GRANT CREATE ON DATABASE " + may->database +
                        " TO it, or ask with another role"};
    auto const path = co_await conn.value<std::string>(sql{"SELECT current_setting('search_path')"});
    co_await conn.run_script("SAVEPOINT praetor_shadow; CREATE SCHEMA praetor_shadow");
    co_await conn.run_script("SET LOCAL search_path = praetor_shadow, " + path);
    co_await conn.run_script(script);
    both.declared = co_await introspect(conn);
    co_await conn.run_script("ROLLBACK TO praetor_shadow");
    co_return both;
}

task<schema_pair> read_and_make_in_memory(database& store, std::string script)
{
    schema_pair both;
    both.stands = co_await store.read(introspect);
    auto const home = co_await boost::asio::this_coro::executor;
    options in_memory;
    in_memory.path = ":memory:";
    auto const shadow = open(home, in_memory);
    both.declared = co_await shadow->transaction(read_in_memory, script);
    co_await shadow->close();
    co_return both;
}

} // namespace

task<schema_pair> read_with_shadow(database& store, schema_definition declared)
{
    auto script = create_script(store.kind(), declared);
    switch (store.kind()) {
    case dialect::postgresql:
        return store.transaction(read_beside, std::move(script));
    case dialect::sqlite:
        break;
    }
    return read_and_make_in_memory(store, std::move(script));
}

} // namespace praetor::db::schema
